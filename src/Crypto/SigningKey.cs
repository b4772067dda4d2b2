using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>A BIP-340 signing key. Zeroed when disposed.</summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>Bytes of an encoded secret.</summary>
    public const int Size = 32;

    private readonly byte[] keypair = GC.AllocateArray<byte>(Secp256k1.KeypairBytes, pinned: true);
    private bool disposed;

    private SigningKey()
    {
    }

    /// <summary>The x-only public key by which others know this key's holder.</summary>
    public Bytes32 PublicKey { get; private set; }

    /// <summary>Reads a secret scalar; false for another length, zero, or a value ≥ the group's order.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> secret, [NotNullWhen(true)] out SigningKey? key)
    {
        key = null;
        if (secret.Length != Size)
        {
            return false;
        }

        var made = new SigningKey();
        Span<byte> publicKey = stackalloc byte[Bytes32.Size];
        if (!Secp256k1.TryKeypair(secret, made.keypair, publicKey))
        {
            made.Dispose();
            return false;
        }

        made.PublicKey = new Bytes32(publicKey);
        key = made;
        return true;
    }

    /// <summary>A fresh random key.</summary>
    public static SigningKey Generate()
    {
        using var secret = SecretExponent.Random();
        return secret.ToSigningKey();
    }

    /// <summary>Signs a 32-byte message, one of <see cref="SignedMessage"/>, with fresh auxiliary randomness.</summary>
    public Signature64 Sign(Bytes32 message)
    {
        Span<byte> auxiliary = stackalloc byte[32];
        RandomNumberGenerator.Fill(auxiliary);
        return Sign(message, auxiliary);
    }

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(keypair);
    }

    public override string ToString() => "Secret(32)";

    /// <summary>Signs with given auxiliary bytes: the published vectors need it, nothing else may.</summary>
    internal Signature64 Sign(Bytes32 message, ReadOnlySpan<byte> auxiliary)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Span<byte> messageBytes = stackalloc byte[Bytes32.Size];
        message.CopyTo(messageBytes);
        Span<byte> signature = stackalloc byte[Signature64.Size];
        Secp256k1.Sign(keypair, messageBytes, auxiliary, signature);
        return new Signature64(signature);
    }
}
