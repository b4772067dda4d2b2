using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Tests.Bls;

public sealed class EndomorphismTests
{
    private static readonly BigInteger X = new(CurveParameterDigits.Parameter);
    private static readonly BigInteger R = new(Curve.Order, isUnsigned: true, isBigEndian: true);
    private static readonly G1 Point = Transcript.Of("TEST").ToG1();

    /// <summary>φ's exponent: one of the two cube roots of one modulo r that are not one.</summary>
    private static readonly BigInteger Lambda = new[] { (X * X) - 1, R - (X * X) }.Single(root => Plain(root).Equals(new G1(P1.FromAffine(Point.Point).Twist())));

    /// <summary>Two halves: edges of windows and carries, then random ones.</summary>
    public static TheoryData<string> Exponents()
    {
        var data = new TheoryData<string>();
        foreach (var half in new[] { "0100000000000000", "0700000000000000", "0800000000000000", "0900000000000000", "0f00000000000000", "1000000000000000", "ffffffffffffffff", "00000000000000f0", "0000000000000080", "efffffffffffff7f", "0000000000000070", "aaaaaaaaaaaaaaaa" })
        {
            data.Add(half + "0000000000000000");
            data.Add("0000000000000000" + half);
            data.Add(half + half);
        }

        for (var i = 0; i < 40; i++)
        {
            data.Add(RandomNumberGenerator.GetHexString(2 * BatchExponents.Size, lowercase: true));
        }

        return data;
    }

    [Fact]
    public void Lambda_is_a_cube_root_of_one_and_splits_every_exponent_once()
    {
        Assert.Equal(BigInteger.One, BigInteger.ModPow(Lambda, 3, R));
        var gap = BigInteger.Min((Lambda + 1) % R, BigInteger.Min(Lambda, R - Lambda)); // (b - b')·λ is never a - a'
        Assert.True(gap > BigInteger.One << EndomorphismG1.HalfBits, "two halves could stand for one exponent");
        Assert.True((BigInteger.Min(Lambda, R - Lambda) + 1) << EndomorphismG1.HalfBits < R, "λ wraps around");
    }

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Power_of_two_halves_equals_the_plain_one(string hexadecimal)
    {
        var bytes = Convert.FromHexString(hexadecimal);
        Assert.Equal(Plain(Whole(bytes)), new G1(EndomorphismG1.Power(Point.Point, bytes)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void Product_equals_the_product_of_powers(int count)
    {
        var points = Enumerable.Range(0, count).Select(i => Transcript.Of("TEST").AddU32((uint)i).ToG1().Point).ToArray();
        var exponents = RandomNumberGenerator.GetBytes(count * BatchExponents.Size);
        P1 expected = default;
        for (var i = 0; i < count; i++)
        {
            expected = expected.Add(EndomorphismG1.Power(points[i], exponents.AsSpan(i * BatchExponents.Size, BatchExponents.Size)));
        }

        Assert.Equal(new G1(expected), new G1(EndomorphismG1.Product(points, exponents)));
    }

    private static BigInteger Whole(byte[] halves)
    {
        var (a, b) = (new BigInteger(halves.AsSpan(0, 8), isUnsigned: true), new BigInteger(halves.AsSpan(8), isUnsigned: true));
        return (a + (b * Lambda)) % R;
    }

    private static G1 Plain(BigInteger exponent)
    {
        using var scalar = Curve.Scalar(Convert.FromHexString(exponent.ToString("x64", CultureInfo.InvariantCulture)[^64..]));
        return Point.Power(scalar);
    }
}
