using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>Points and secret exponents of secp256k1 in messages and runs.</summary>
internal static class PointCodec
{
    /// <summary>Null, and a failed reader, unless it is a point.</summary>
    public static SecpPoint? Read(ref CanonicalReader reader)
    {
        if (SecpPoint.TryDecode(reader.Bytes(SecpPoint.Size, SecpPoint.Size), out var point))
        {
            return point;
        }

        reader.Fail();
        return null;
    }

    /// <summary>Null for empty bytes; a failed reader for what is neither empty nor a point.</summary>
    public static SecpPoint? ReadOptional(ref CanonicalReader reader)
    {
        var bytes = reader.Bytes(0, SecpPoint.Size);
        if (bytes.IsEmpty)
        {
            return null;
        }

        if (SecpPoint.TryDecode(bytes, out var point))
        {
            return point;
        }

        reader.Fail();
        return null;
    }

    public static CanonicalWriter Point(this CanonicalWriter writer, SecpPoint? point) =>
        writer.Bytes(point is null ? default : point.Encoded);

    /// <summary>A second owner of an exponent, so that either may be disposed alone.</summary>
    public static SecretExponent Copy(this SecretExponent exponent)
    {
        Span<byte> bytes = stackalloc byte[SecretExponent.Size];
        exponent.CopyTo(bytes);
        var copied = SecretExponent.TryDecode(bytes, out var copy);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(bytes);
        return copied ? copy! : throw new InvalidOperationException("a secret exponent does not decode from its own bytes");
    }
}
