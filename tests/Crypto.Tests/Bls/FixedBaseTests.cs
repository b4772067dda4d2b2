using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Tests.Bls;

public sealed class FixedBaseTests
{
    private static readonly FixedBasePowers<P2, P2Affine> TableG2 = new(G2.Generator.Point);
    private static readonly Fp12 Element = Pairing.Of(G1.Generator.Point, G2.Generator.Point);
    private static readonly FixedBaseGt TableGt = new(Element);

    /// <summary>Values at the edges of windows, limbs and digits to the base |x|, then random ones.</summary>
    public static TheoryData<string> Exponents()
    {
        var data = new TheoryData<string>();
        foreach (var text in new[] { "1", "2", "1f", "20", "21", "3f", "40", "800", "fff", "d201000000010000", "d20100000000ffff",
            "d201000000010001", "ffffffffffffffff", "10000000000000000", "ac45a4010001a40200000000ffffffff",
            "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000000" })
        {
            data.Add(text.PadLeft(64, '0'));
        }

        for (var i = 0; i < 40; i++)
        {
            using var random = SecretScalar.Random();
            data.Add(Convert.ToHexStringLower(random.ToBytes()));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Table_powers_in_G1_equal_plain_ones(string hex)
    {
        using var exponent = Curve.Scalar(Convert.FromHexString(hex));
        Assert.Equal(G1.Generator.Power(exponent), exponent.PublicKey());
    }

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Table_powers_in_G2_equal_plain_ones(string hex)
    {
        using var exponent = Curve.Scalar(Convert.FromHexString(hex));
        Assert.Equal(G2.Generator.Power(exponent), new G2(TableG2.Multiply(exponent.LittleEndian)));
    }

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Table_powers_in_GT_equal_pairings_of_powers(string hex)
    {
        using var exponent = Curve.Scalar(Convert.FromHexString(hex));
        var expected = Pairing.Of(G1.Generator.Power(exponent).Point, G2.Generator.Point);
        Assert.Equal(expected.Hex(), TableGt.Power(exponent.LittleEndian).Hex());
    }

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Digits_to_the_curve_parameter_add_up(string hex)
    {
        var value = System.Numerics.BigInteger.Parse("0" + hex, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        Span<ulong> limbs = stackalloc ulong[4];
        for (var i = 0; i < limbs.Length; i++)
        {
            limbs[i] = (ulong)((value >> (64 * i)) & ulong.MaxValue);
        }

        Span<ulong> digits = stackalloc ulong[4];
        CurveParameterDigits.Split(limbs, digits);
        var sum = System.Numerics.BigInteger.Zero;
        for (var i = 3; i >= 0; i--)
        {
            Assert.True(digits[i] < CurveParameterDigits.Parameter);
            sum = (sum * CurveParameterDigits.Parameter) + digits[i];
        }

        Assert.Equal(value, sum);
    }
}
