namespace HospitalChain.Crypto.Escrow;

/// <summary>Small public numbers modulo r, and their negatives.</summary>
internal static class FieldNumbers
{
    private static readonly SecretScalar MinusOne = Decode("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000000");

    /// <param name="value">At least 1.</param>
    public static SecretScalar Of(uint value)
    {
        using var one = Decode("0000000000000000000000000000000000000000000000000000000000000001");
        return one.MultiplyPublic(value);
    }

    public static SecretScalar Negate(SecretScalar value) => value.Multiply(MinusOne);

    /// <summary>The Lagrange coefficient at 0 of place <paramref name="mine"/> among <paramref name="places"/>: Π j/(j − i).</summary>
    /// <param name="mine">One of the places.</param>
    /// <param name="places">All different, each at least 1.</param>
    public static SecretScalar CoefficientAtZero(uint mine, IReadOnlyCollection<uint> places)
    {
        var product = Of(1);
        foreach (var other in places.Where(place => place != mine))
        {
            using var difference = other > mine ? Of(other - mine) : Negative(mine - other);
            using var inverse = difference.Invert();
            using var factor = inverse.MultiplyPublic(other);
            using var before = product;
            product = before.Multiply(factor);
        }

        return product;
    }

    private static SecretScalar Negative(uint value)
    {
        using var positive = Of(value);
        return Negate(positive);
    }

    private static SecretScalar Decode(string hex) =>
        SecretScalar.TryDecode(Convert.FromHexString(hex), out var scalar) ? scalar : throw new InvalidOperationException("not an exponent");
}
