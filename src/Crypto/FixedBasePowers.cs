using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>
/// Powers of one fixed point with secret exponents: a table of its multiples per 6-bit window, read in constant time, and
/// one constant-time addition per window. 132 KB for a point of G1, 264 KB for one of G2.
/// </summary>
internal sealed class FixedBasePowers<TPoint, TAffine>
    where TPoint : unmanaged, ICurvePoint<TPoint, TAffine>
    where TAffine : unmanaged
{
    private static readonly int Windows = ConstantTimeTable.WindowCount(P1.OrderBits);
    private readonly TAffine[] table = new TAffine[Windows * ConstantTimeTable.EntriesPerWindow];

    public FixedBasePowers(in TAffine basePoint)
    {
        var multiples = new TPoint[table.Length];
        var windowBase = TPoint.FromAffine(basePoint);
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

        TPoint.ToAffine(multiples, table);
    }

    /// <param name="scalarLittleEndian">32 bytes below r.</param>
    public TPoint Multiply(ReadOnlySpan<byte> scalarLittleEndian)
    {
        var exponent = MemoryMarshal.Cast<byte, ulong>(scalarLittleEndian);
        TPoint sum = default;
        TAffine entry = default;
        for (var window = 0; window < Windows; window++)
        {
            var magnitude = ConstantTimeTable.Digit(exponent, window, ConstantTimeTable.WindowBits, out var signMask);
            var row = table.AsSpan(window * ConstantTimeTable.EntriesPerWindow, ConstantTimeTable.EntriesPerWindow);
            ConstantTimeTable.Select<TAffine>(row, magnitude, ref entry);
            sum.AddSigned(ref entry, signMask);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref entry, 1)));
        return sum;
    }
}
