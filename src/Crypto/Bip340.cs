using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>Checks of BIP-340 keys and signatures over 32-byte messages.</summary>
public static class Bip340
{
    /// <summary>True when the bytes are the x coordinate of a point of secp256k1.</summary>
    public static bool IsPublicKey(Bytes32 publicKey)
    {
        Span<byte> key = stackalloc byte[Bytes32.Size];
        publicKey.CopyTo(key);
        return Secp256k1.IsXOnlyKey(key);
    }

    /// <summary>True when <paramref name="signature"/> is the key holder's on <paramref name="message"/>; false for an invalid key.</summary>
    public static bool Verify(Bytes32 publicKey, Bytes32 message, Signature64 signature)
    {
        Span<byte> bytes = stackalloc byte[(2 * Bytes32.Size) + Signature64.Size];
        publicKey.CopyTo(bytes);
        message.CopyTo(bytes[Bytes32.Size..]);
        signature.CopyTo(bytes[(2 * Bytes32.Size)..]);
        return Secp256k1.Verify(bytes[..Bytes32.Size], bytes.Slice(Bytes32.Size, Bytes32.Size), bytes[(2 * Bytes32.Size)..]);
    }
}
