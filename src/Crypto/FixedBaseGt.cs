using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>
/// Powers of one fixed element of GT with secret exponents. The exponent is split in four digits to the base |x|, the
/// curve's parameter; raising to |x| is a Frobenius map and a conjugation, so the four share one table of 64-bit
/// windows, read in constant time. 203 KB.
/// </summary>
internal sealed class FixedBaseGt
{
    private const int DigitBits = 64;
    private const int Digits = 4;
    private static readonly int Windows = ConstantTimeTable.WindowCount(DigitBits);
    private static readonly Fp12 One = Fp12.One;
    private readonly Fp12[] table = new Fp12[Windows * ConstantTimeTable.EntriesPerWindow];

    public FixedBaseGt(in Fp12 element)
    {
        var windowBase = element;
        for (var window = 0; window < Windows; window++)
        {
            var row = table.AsSpan(window * ConstantTimeTable.EntriesPerWindow, ConstantTimeTable.EntriesPerWindow);
            row[0] = windowBase;
            for (var i = 1; i < row.Length; i++)
            {
                row[i] = row[i - 1].Multiply(windowBase);
            }

            windowBase = row[^1].CyclotomicSquare();
        }
    }

    /// <param name="scalarLittleEndian">32 bytes below r.</param>
    public Fp12 Power(ReadOnlySpan<byte> scalarLittleEndian)
    {
        Span<ulong> digits = stackalloc ulong[Digits];
        CurveParameterDigits.Split(MemoryMarshal.Cast<byte, ulong>(scalarLittleEndian), digits);
        var result = SmallPower(digits[..1]);
        for (var i = 1; i < Digits; i++)
        {
            // x is negative: f^p = f^x is the inverse of f^|x|, so odd powers of |x| are conjugated as well.
            var part = SmallPower(digits.Slice(i, 1)).Frobenius(i);
            result.MultiplyBy((i & 1) == 1 ? part.Conjugate() : part);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        return result;
    }

    private Fp12 SmallPower(ReadOnlySpan<ulong> exponent)
    {
        Fp12 product = default;
        Fp12 entry = default;
        for (var window = 0; window < Windows; window++)
        {
            var magnitude = ConstantTimeTable.Digit(exponent, window, ConstantTimeTable.WindowBits, out var signMask);
            var row = table.AsSpan(window * ConstantTimeTable.EntriesPerWindow, ConstantTimeTable.EntriesPerWindow);
            ConstantTimeTable.Select<Fp12>(row, magnitude, ref entry);
            OneWhenZero(ref entry, magnitude);
            entry.ConjugateWhen(signMask);
            if (window == 0)
            {
                product = entry;
            }
            else
            {
                product.MultiplyBy(entry);
            }
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref entry, 1)));
        return product;
    }

    /// <summary>The selection leaves zeroes for magnitude 0, whose power is one.</summary>
    private static void OneWhenZero(ref Fp12 entry, ulong magnitude)
    {
        var mask = ((magnitude | (0UL - magnitude)) >> 63) - 1;
        Span<ulong> limbs = entry;
        ReadOnlySpan<ulong> one = One;
        for (var i = 0; i < limbs.Length; i++)
        {
            limbs[i] |= one[i] & mask;
        }
    }
}
