using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>
/// Powers of one fixed point of G1 with secret exponents: a table of its multiples per 6-bit window, read in constant
/// time, and one constant-time addition per window. 132 KB.
/// </summary>
internal sealed class FixedBaseG1
{
    private static readonly int Windows = ConstantTimeTable.WindowCount(P1.OrderBits);
    private readonly P1Affine[] table = new P1Affine[Windows * ConstantTimeTable.EntriesPerWindow];

    public FixedBaseG1(in P1Affine basePoint)
    {
        var multiples = new P1[table.Length];
        var windowBase = P1.FromAffine(basePoint);
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

        P1.ToAffine(multiples, table);
    }

    /// <param name="scalarLittleEndian">32 bytes below r.</param>
    public P1 Multiply(ReadOnlySpan<byte> scalarLittleEndian)
    {
        var exponent = MemoryMarshal.Cast<byte, ulong>(scalarLittleEndian);
        P1 sum = default;
        P1Affine entry = default;
        for (var window = 0; window < Windows; window++)
        {
            var magnitude = ConstantTimeTable.Digit(exponent, window, ConstantTimeTable.WindowBits, out var signMask);
            var row = table.AsSpan(window * ConstantTimeTable.EntriesPerWindow, ConstantTimeTable.EntriesPerWindow);
            ConstantTimeTable.Select<P1Affine>(row, magnitude, ref entry);
            sum.AddSigned(ref entry, signMask);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref entry, 1)));
        return sum;
    }
}
