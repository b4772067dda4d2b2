using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows;

/// <summary>Secret exponents in what is then sealed. Written last, so that a writer's clearing leaves no copy behind.</summary>
internal static class SecretScalarCodec
{
    public static void Write(CanonicalWriter writer, SecretScalar secret)
    {
        Span<byte> bytes = stackalloc byte[SecretScalar.Size];
        secret.CopyTo(bytes);
        writer.Bytes(bytes);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>Null, and a failed reader, unless it is a canonical exponent other than zero.</summary>
    public static SecretScalar? Read(ref CanonicalReader reader)
    {
        if (SecretScalar.TryDecode(reader.Bytes(SecretScalar.Size, SecretScalar.Size), out var secret))
        {
            return secret;
        }

        reader.Fail();
        return null;
    }

    public static void WriteOptional(CanonicalWriter writer, SecretScalar? secret)
    {
        if (secret is null)
        {
            writer.Bytes(ReadOnlySpan<byte>.Empty);
        }
        else
        {
            Write(writer, secret);
        }
    }

    /// <summary>Null for empty bytes; a failed reader for what is neither empty nor an exponent.</summary>
    public static SecretScalar? ReadOptional(ref CanonicalReader reader)
    {
        var bytes = reader.Bytes(0, SecretScalar.Size);
        if (bytes.IsEmpty)
        {
            return null;
        }

        if (SecretScalar.TryDecode(bytes, out var secret))
        {
            return secret;
        }

        reader.Fail();
        return null;
    }
}
