using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>HashToZn (crypto.md §2): a transcript's end as an exponent of secp256k1.</summary>
public static class TranscriptExponent
{
    /// <summary>48 bytes of Kdf, mod n.</summary>
    /// <exception cref="CryptographicException">The result is zero (crypto.md §2: an error).</exception>
    public static SecretExponent ToZn(this Transcript transcript)
    {
        Span<byte> wide = stackalloc byte[48];
        transcript.Expand(wide);
        var exponent = SecretExponent.FromWide(wide);
        CryptographicOperations.ZeroMemory(wide);
        return exponent;
    }
}
