using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>
/// Powers of one fixed point of G2 with secret exponents: a table of its multiples per 6-bit window, read in constant
/// time, and one constant-time addition per window. 264 KB.
/// </summary>
internal sealed class FixedBaseG2
{
    private static readonly int Windows = ConstantTimeTable.WindowCount(P2.OrderBits);
    private readonly P2Affine[] table = new P2Affine[Windows * ConstantTimeTable.EntriesPerWindow];

    public FixedBaseG2(in P2Affine basePoint)
    {
        var multiples = new P2[table.Length];
        var windowBase = P2.FromAffine(basePoint);
        for (var window = 0; window < Windows; window++)
        {
            var row = multiples.AsSpan(window * ConstantTimeTable.EntriesPerWindow, ConstantTimeTable.EntriesPerWindow);
            row[0] = windowBase;
            for (var i = 1; i < row.Length; i++)
            {
                row[i] = row[i - 1].Add(windowBase);
            }

            windowBase = row[^1].Double();
        }

        P2.ToAffine(multiples, table);
    }

    /// <param name="scalarLittleEndian">32 bytes below r.</param>
    public P2 Multiply(ReadOnlySpan<byte> scalarLittleEndian)
    {
        var exponent = MemoryMarshal.Cast<byte, ulong>(scalarLittleEndian);
        P2 sum = default;
        P2Affine entry = default;
        for (var window = 0; window < Windows; window++)
        {
            var magnitude = ConstantTimeTable.Digit(exponent, window, ConstantTimeTable.WindowBits, out var signMask);
            var row = table.AsSpan(window * ConstantTimeTable.EntriesPerWindow, ConstantTimeTable.EntriesPerWindow);
            ConstantTimeTable.Select<P2Affine>(row, magnitude, ref entry);
            sum.AddSigned(ref entry, signMask);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref entry, 1)));
        return sum;
    }
}
