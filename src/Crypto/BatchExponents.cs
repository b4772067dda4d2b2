using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>
/// Exponents that join several equations into one: 128 bits, non-zero, one for each equation. A false equation survives
/// with probability 2⁻¹²⁸ when nobody who wrote it could know its exponent.
/// </summary>
internal static class BatchExponents
{
    /// <summary>Bytes of one exponent, little-endian.</summary>
    public const int Size = 16;

    /// <summary>Bits of one exponent.</summary>
    public const int Bits = Size * 8;

    private const int PerExpansion = 256;

    /// <summary>Fresh random exponents.</summary>
    public static void Fill(Span<byte> exponents)
    {
        RandomNumberGenerator.Fill(exponents);
        MakeNonZero(exponents);
    }

    /// <summary>Exponents from a hash over a secret seed and the statements they join.</summary>
    public static byte[] Derive(string label, Bytes32 root, int count)
    {
        var exponents = new byte[count * Size];
        for (var first = 0; first < count; first += PerExpansion)
        {
            var block = exponents.AsSpan(first * Size, Math.Min(PerExpansion, count - first) * Size);
            Transcript.Of(label).Add(root).AddU32((uint)first).Expand(block);
        }

        MakeNonZero(exponents);
        return exponents;
    }

    /// <summary>Replaces 0, which would switch an equation off, by 1.</summary>
    private static void MakeNonZero(Span<byte> exponents)
    {
        for (; exponents.Length > 0; exponents = exponents[Size..])
        {
            if (!exponents[..Size].ContainsAnyExcept((byte)0))
            {
                exponents[0] = 1;
            }
        }
    }
}
