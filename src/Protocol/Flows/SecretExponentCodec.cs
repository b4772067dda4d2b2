using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows;

/// <summary>Secret exponents of secp256k1 in what is then sealed; the counterpart of <see cref="SecretScalarCodec"/>.</summary>
internal static class SecretExponentCodec
{
    public static void Write(CanonicalWriter writer, SecretExponent? secret)
    {
        if (secret is null)
        {
            writer.Bytes(ReadOnlySpan<byte>.Empty);
            return;
        }

        Span<byte> bytes = stackalloc byte[SecretExponent.Size];
        secret.CopyTo(bytes);
        writer.Bytes(bytes);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>Null for empty bytes; a failed reader for what is neither empty nor an exponent.</summary>
    public static SecretExponent? ReadOptional(ref CanonicalReader reader)
    {
        var bytes = reader.Bytes(0, SecretExponent.Size);
        if (bytes.IsEmpty)
        {
            return null;
        }

        if (SecretExponent.TryDecode(bytes, out var secret))
        {
            return secret;
        }

        reader.Fail();
        return null;
    }

    /// <summary>A second owner of the secret, so that either may be disposed alone.</summary>
    [return: NotNullIfNotNull(nameof(secret))]
    public static SecretExponent? Copy(SecretExponent? secret)
    {
        if (secret is null)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[SecretExponent.Size];
        secret.CopyTo(bytes);
        var copied = SecretExponent.TryDecode(bytes, out var copy);
        CryptographicOperations.ZeroMemory(bytes);
        return copied ? copy! : throw new InvalidOperationException("a secret exponent does not decode from its own bytes");
    }
}
