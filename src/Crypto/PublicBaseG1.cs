using System.Runtime.InteropServices;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>
/// Powers of one fixed point of G1 with public exponents: 8-bit windows and direct lookups, twice as fast as
/// <see cref="FixedBasePowers{TPoint, TAffine}"/> and never for a secret. 393 KB.
/// </summary>
internal sealed class PublicBaseG1
{
    private const int WindowBits = 8;
    private const int EntriesPerWindow = 1 << (WindowBits - 1);
    private readonly P1Affine[] table;

    public PublicBaseG1(in P1Affine basePoint)
    {
        var multiples = new P1[WindowCount(P1.OrderBits) * EntriesPerWindow];
        var windowBase = P1.FromAffine(basePoint);
        for (var at = 0; at < multiples.Length; at += EntriesPerWindow)
        {
            multiples[at] = windowBase;
            for (var i = 1; i < EntriesPerWindow; i++)
            {
                multiples[at + i] = multiples[at + i - 1].Add(windowBase);
            }

            windowBase = multiples[at + EntriesPerWindow - 1].Double();
        }

        table = new P1Affine[multiples.Length];
        P1.ToAffine(multiples, table);
    }

    /// <param name="scalarLittleEndian">A multiple of 8 bytes; less time for fewer.</param>
    public P1 MultiplyPublic(ReadOnlySpan<byte> scalarLittleEndian)
    {
        var exponent = MemoryMarshal.Cast<byte, ulong>(scalarLittleEndian);
        var windows = Math.Min(WindowCount(scalarLittleEndian.Length * 8), table.Length / EntriesPerWindow);
        P1 sum = default;
        for (var window = 0; window < windows; window++)
        {
            var magnitude = (int)ConstantTimeTable.Digit(exponent, window, WindowBits, out var signMask);
            if (magnitude != 0)
            {
                var entry = table[(window * EntriesPerWindow) + magnitude - 1];
                sum.AddSigned(ref entry, signMask);
            }
        }

        return sum;
    }

    private static int WindowCount(int bits) => (bits + WindowBits) / WindowBits;
}
