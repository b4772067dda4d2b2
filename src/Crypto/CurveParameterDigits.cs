namespace HospitalChain.Crypto;

/// <summary>Digits of an exponent to the base |x| = 0xd201000000010000, found without a branch on the exponent.</summary>
internal static class CurveParameterDigits
{
    /// <summary>|x|; its top bit is set, as the division below needs.</summary>
    public const ulong Parameter = 0xd201000000010000;

    private static readonly ulong Reciprocal = (ulong)(UInt128.MaxValue / Parameter - ((UInt128)1 << 64));

    /// <param name="exponent">Four limbs, least significant first, below r.</param>
    /// <param name="digits">Four digits, least significant first.</param>
    public static void Split(ReadOnlySpan<ulong> exponent, Span<ulong> digits)
    {
        Span<ulong> rest = stackalloc ulong[4];
        exponent.CopyTo(rest);
        for (var i = 0; i < 3; i++)
        {
            ulong remainder = 0;
            for (var limb = 3; limb >= 0; limb--)
            {
                (rest[limb], remainder) = Divide(remainder, rest[limb]);
            }

            digits[i] = remainder;
        }

        digits[3] = rest[0];
        rest.Clear();
    }

    /// <summary>
    /// (high·2⁶⁴ + low) divided by |x| for high below |x|: Möller and Granlund, "Improved division by invariant
    /// integers", algorithm 4, with masks for its two corrections.
    /// </summary>
    private static (ulong Quotient, ulong Remainder) Divide(ulong high, ulong low)
    {
        var upper = Math.BigMul(Reciprocal, high, out var lower);
        var sum = lower + low;
        upper += high + CarryOf(lower, low, sum) + 1;
        var remainder = low - (upper * Parameter);
        var tooBig = 0UL - LessThan(sum, remainder);
        upper += tooBig;
        remainder += tooBig & Parameter;
        var again = 0UL - (1 ^ LessThan(remainder, Parameter));
        upper -= again;
        remainder -= again & Parameter;
        return (upper, remainder);
    }

    private static ulong CarryOf(ulong a, ulong b, ulong sum) => ((a & b) | ((a | b) & ~sum)) >> 63;

    private static ulong LessThan(ulong a, ulong b) => ((~a & b) | ((~a | b) & (a - b))) >> 63;
}
