using System.Numerics;

namespace HospitalChain.Crypto;

/// <summary>
/// Inverses modulo an odd prime by Lehmer's form of Euclid's algorithm: most quotients are found from the leading 62
/// bits alone. Variable time, so only for numbers that are public or blinded.
/// </summary>
internal static class ModularInversion
{
    private const int HeadBits = 62;

    /// <summary>1/value.</summary>
    /// <param name="value">Not zero, smaller than the modulus.</param>
    /// <param name="prime">The modulus.</param>
    public static BigInteger Invert(BigInteger value, BigInteger prime)
    {
        // Each remainder is its factor times the value, modulo the prime.
        var (larger, smaller) = (prime, value);
        var (largerFactor, smallerFactor) = (BigInteger.Zero, BigInteger.One);
        while (!smaller.IsZero)
        {
            var step = StepOf(larger, smaller);
            if (step.B == 0)
            {
                var quotient = BigInteger.DivRem(larger, smaller, out var rest);
                (larger, smaller) = (smaller, rest);
                (largerFactor, smallerFactor) = (smallerFactor, largerFactor - (quotient * smallerFactor));
            }
            else
            {
                (larger, smaller) = ((step.A * larger) + (step.B * smaller), (step.C * larger) + (step.D * smaller));
                (largerFactor, smallerFactor) =
                    ((step.A * largerFactor) + (step.B * smallerFactor), (step.C * largerFactor) + (step.D * smallerFactor));
            }
        }

        return largerFactor.Sign < 0 ? largerFactor + prime : largerFactor;
    }

    /// <summary>
    /// As many of Euclid's steps as the leading bits decide beyond doubt (Collins' condition, Knuth 4.5.2 algorithm L);
    /// B is zero when they decide none.
    /// </summary>
    private static (long A, long B, long C, long D) StepOf(BigInteger larger, BigInteger smaller)
    {
        var shift = (int)Math.Max(0, larger.GetBitLength() - HeadBits);
        var (x, y) = ((long)(larger >> shift), (long)(smaller >> shift));
        long a = 1, b = 0, c = 0, d = 1;
        while (y + c != 0 && y + d != 0)
        {
            var quotient = (x + a) / (y + c);
            if (quotient != (x + b) / (y + d))
            {
                break;
            }

            (a, c) = (c, a - (quotient * c));
            (b, d) = (d, b - (quotient * d));
            (x, y) = (y, x - (quotient * y));
        }

        return (a, b, c, d);
    }
}
