using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto.Escrow;

/// <summary>
/// What a visit needs beside x_j, under Kdf("ESCROW", 32; x_j) (crypto.md §8): 32 bytes each of the signing exponent, the
/// sealing key's ikm, and the two exponents of the P21 receiving pair. Whoever restores x_j restores the visit.
/// </summary>
public static class EscrowedSeeds
{
    /// <summary>Bytes in the clear.</summary>
    public const int Size = 4 * 32;

    /// <summary>Bytes of the box.</summary>
    public const int BoxSize = Size + SealedBox.OverheadBytes;

    /// <param name="visitKey">x_j.</param>
    /// <param name="seeds">128 bytes; zeroed by the caller.</param>
    /// <param name="context">Chain and visit.</param>
    public static byte[] Seal(SecretScalar visitKey, ReadOnlySpan<byte> seeds, ReadOnlySpan<byte> context)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seeds.Length, Size);
        var key = Key(visitKey);
        var box = SealedBox.Seal(key, seeds, context);
        CryptographicOperations.ZeroMemory(key);
        return box;
    }

    /// <summary>False for another visit's box or key. The caller zeroes the seeds.</summary>
    public static bool TryOpen(SecretScalar visitKey, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context, [NotNullWhen(true)] out byte[]? seeds)
    {
        var key = Key(visitKey);
        var opened = SealedBox.TryOpen(key, box, context, out seeds) && seeds.Length == Size;
        CryptographicOperations.ZeroMemory(key);
        return opened;
    }

    private static byte[] Key(SecretScalar visitKey)
    {
        Span<byte> x = stackalloc byte[SecretScalar.Size];
        visitKey.CopyTo(x);
        var transcript = Transcript.Of(Labels.Escrow).Add(x);
        CryptographicOperations.ZeroMemory(x);
        return transcript.Expand(SealedBox.KeySize);
    }
}
