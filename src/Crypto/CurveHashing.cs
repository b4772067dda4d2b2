using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>HashToZr, HashToG1 and HashToG2 of crypto.md §2, as endings of a <see cref="Transcript"/>.</summary>
public static class CurveHashing
{
    private const int WideScalarSize = 48;

    /// <summary>48 bytes of Kdf as an integer modulo r.</summary>
    /// <exception cref="CryptographicException">The result is zero (probability 2⁻²⁵⁵).</exception>
    public static SecretScalar ToZr(this Transcript transcript)
    {
        Span<byte> wide = stackalloc byte[WideScalarSize];
        transcript.Expand(wide);
        var scalar = SecretScalar.Reduce(wide);
        CryptographicOperations.ZeroMemory(wide);
        return scalar;
    }

    /// <summary>The same for a public value, as libblst reads it, into 32 bytes.</summary>
    internal static void ToPublicZr(this Transcript transcript, Span<byte> little)
    {
        Span<byte> wide = stackalloc byte[WideScalarSize];
        transcript.Expand(wide);
        if (!ScalarField.TryReduce(wide, little))
        {
            throw new CryptographicException("a hash to the scalars is zero");
        }
    }

    /// <summary>RFC 9380 hash_to_curve, suite BLS12381G1_XMD:SHA-256_SSWU_RO_.</summary>
    public static G1 ToG1(this Transcript transcript) => new(transcript.ToP1());

    /// <summary>The same, not yet in affine coordinates.</summary>
    internal static P1 ToP1(this Transcript transcript)
    {
        var (message, domain) = transcript.CloseForHashToCurve();
        var point = P1.HashToCurve(message, domain);
        CryptographicOperations.ZeroMemory(message);
        return point;
    }

    /// <summary>RFC 9380 hash_to_curve, suite BLS12381G2_XMD:SHA-256_SSWU_RO_.</summary>
    public static G2 ToG2(this Transcript transcript) => new(transcript.ToP2());

    /// <summary>The same, not yet in affine coordinates.</summary>
    internal static P2 ToP2(this Transcript transcript)
    {
        var (message, domain) = transcript.CloseForHashToCurve();
        var point = P2.HashToCurve(message, domain);
        CryptographicOperations.ZeroMemory(message);
        return point;
    }

    /// <summary>Appends an element of GT in its 576 bytes, the only use that encoding has.</summary>
    internal static Transcript Add(this Transcript transcript, in Fp12 element)
    {
        Span<byte> bytes = stackalloc byte[Fp12.EncodedSize];
        element.Encode(bytes);
        transcript.Add(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return transcript;
    }
}
