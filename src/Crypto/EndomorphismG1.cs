using System.Buffers.Binary;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>
/// Powers with public 128-bit exponents in half the doublings. φ(x, y) = (βx, y) with β³ = 1 raises a point of the subgroup
/// to λ, a cube root of one modulo r, so two halves a and b of 64 bits stand for the exponent a + b·λ. Since λ or λ + 1 is
/// ±x² with x² near 2¹²⁷, different halves are different exponents modulo r: as good as 128 bits in one piece, and never
/// zero unless both halves are. Not for secrets: the time depends on the exponent.
/// </summary>
internal static class EndomorphismG1
{
    /// <summary>Bits of one half.</summary>
    public const int HalfBits = 64;

    private const int HalfBytes = HalfBits / 8;
    private const int WindowBits = 4;
    private const int Odd = 1 << (WindowBits - 2);
    private const int WindowMask = (1 << WindowBits) - 1;
    private const int Digits = HalfBits + 1;

    /// <summary>point^(a + b·λ).</summary>
    /// <param name="point">In the subgroup.</param>
    /// <param name="exponent">a ‖ b, 8 bytes each, little-endian.</param>
    public static P1 Power(in P1Affine point, ReadOnlySpan<byte> exponent)
    {
        Span<P1> multiples = stackalloc P1[2 * Odd]; // 1, 3, 5, 7 times the point, then the same of φ
        multiples[0] = P1.FromAffine(point);
        var twice = multiples[0].Double();
        for (var i = 1; i < Odd; i++)
        {
            multiples[i] = multiples[i - 1].Add(twice);
        }

        for (var i = 0; i < Odd; i++)
        {
            multiples[Odd + i] = multiples[i].Twist();
        }

        Span<sbyte> low = stackalloc sbyte[Digits];
        Span<sbyte> high = stackalloc sbyte[Digits];
        Recode(BinaryPrimitives.ReadUInt64LittleEndian(exponent), low);
        Recode(BinaryPrimitives.ReadUInt64LittleEndian(exponent[HalfBytes..]), high);
        P1 power = default;
        var begun = false;
        for (var i = Digits - 1; i >= 0; i--)
        {
            power = begun ? power.Double() : power;
            begun |= low[i] != 0 || high[i] != 0;
            power = AddDigit(power, multiples[..Odd], low[i]);
            power = AddDigit(power, multiples[Odd..], high[i]);
        }

        return power;
    }

    /// <summary>Π point_i^(a_i + b_i·λ).</summary>
    /// <param name="points">In the subgroup, none the identity.</param>
    /// <param name="exponents">a_i ‖ b_i of each, joined.</param>
    public static P1 Product(ReadOnlySpan<P1Affine> points, ReadOnlySpan<byte> exponents)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(exponents.Length, points.Length * BatchExponents.Size);
        var both = new P1Affine[2 * points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            (both[2 * i], both[(2 * i) + 1]) = (points[i], points[i].Twist());
        }

        return MultiScalar.Sum(both, exponents, HalfBits);
    }

    private static P1 AddDigit(in P1 sum, ReadOnlySpan<P1> odd, int digit) =>
        digit == 0 ? sum : digit > 0 ? sum.Add(odd[digit / 2]) : sum.Add(odd[-digit / 2].Negate());

    /// <summary>Odd digits of at most three bits and a sign, with at least three zeroes after each.</summary>
    private static void Recode(ulong value, Span<sbyte> digits)
    {
        digits.Clear();
        var carry = 0;
        for (var i = 0; i < HalfBits;)
        {
            if (((int)(value & 1) ^ carry) == 0)
            {
                value >>= 1;
                i++;
                continue;
            }

            var window = (int)(value & WindowMask) + carry;
            carry = window >> (WindowBits - 1);
            digits[i] = (sbyte)(window - (carry << WindowBits));
            value >>= WindowBits;
            i += WindowBits;
        }

        digits[HalfBits] = (sbyte)carry;
    }
}
