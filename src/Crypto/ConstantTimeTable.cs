using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HospitalChain.Crypto;

/// <summary>
/// Windowed recoding of a secret exponent and a table lookup that reads every entry, so that neither branches nor
/// addresses depend on the exponent.
/// </summary>
internal static class ConstantTimeTable
{
    /// <summary>Window width in bits; digits run from -32 to 32.</summary>
    public const int WindowBits = 6;

    /// <summary>Multiples 1 … 32 of a window's base.</summary>
    public const int EntriesPerWindow = 1 << (WindowBits - 1);

    private const int VectorsPerTile = 3;

    /// <summary>Windows that hold <paramref name="bits"/> bits and the last carry.</summary>
    public static int WindowCount(int bits) => (bits + WindowBits) / WindowBits;

    /// <summary>
    /// The signed digit (Booth) of window <paramref name="index"/>: its magnitude, and all ones in
    /// <paramref name="signMask"/> when it is negative.
    /// </summary>
    public static ulong Digit(ReadOnlySpan<ulong> exponent, int index, int windowBits, out ulong signMask)
    {
        var wide = (1UL << (windowBits + 1)) - 1;
        var bits = Bits(exponent, (index * windowBits) - 1) & wide;
        signMask = 0UL - (bits >> windowBits);
        var folded = (bits ^ signMask) & wide;
        return (folded + 1) >> 1;
    }

    /// <summary>
    /// Copies row[magnitude - 1], or zeroes when the magnitude is 0, having read the whole row.
    /// </summary>
    public static void Select<T>(ReadOnlySpan<T> row, ulong magnitude, ref T selected)
        where T : unmanaged
    {
        var stride = Unsafe.SizeOf<T>() / Vector256<byte>.Count;
        var source = MemoryMarshal.Cast<T, Vector256<ulong>>(row);
        var destination = MemoryMarshal.Cast<T, Vector256<ulong>>(MemoryMarshal.CreateSpan(ref selected, 1));
        var wanted = Vector256.Create(magnitude);
        for (var tile = 0; tile < stride; tile += VectorsPerTile)
        {
            var (first, second, third) = (Vector256<ulong>.Zero, Vector256<ulong>.Zero, Vector256<ulong>.Zero);
            var counter = Vector256<ulong>.One;
            for (var at = tile; at < source.Length; at += stride)
            {
                var mask = Vector256.Equals(counter, wanted);
                counter += Vector256<ulong>.One;
                first |= mask & source[at];
                second |= mask & source[at + 1];
                third |= mask & source[at + 2];
            }

            destination[tile] = first;
            destination[tile + 1] = second;
            destination[tile + 2] = third;
        }
    }

    private static ulong Bits(ReadOnlySpan<ulong> exponent, int lowest)
    {
        if (lowest < 0)
        {
            return exponent[0] << 1;
        }

        var limb = lowest >> 6;
        var shift = lowest & 63;
        if (limb >= exponent.Length)
        {
            return 0;
        }

        var value = exponent[limb] >> shift;
        return shift > 0 && limb + 1 < exponent.Length ? value | (exponent[limb + 1] << (64 - shift)) : value;
    }
}
