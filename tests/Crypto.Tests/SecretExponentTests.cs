using System.Globalization;
using System.Numerics;

namespace HospitalChain.Crypto.Tests;

/// <summary>Exponents of secp256k1 against plain integer arithmetic.</summary>
public sealed class SecretExponentTests
{
    private static readonly BigInteger Order =
        BigInteger.Parse("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [Fact]
    public void Arithmetic_agrees_with_integers()
    {
        for (var round = 0; round < 50; round++)
        {
            using SecretExponent a = SecretExponent.Random(), b = SecretExponent.Random();
            using SecretExponent product = a.Times(b), sum = a.Plus(b), inverse = a.Inverse();
            Assert.Equal(Number(a) * Number(b) % Order, Number(product));
            Assert.Equal((Number(a) + Number(b)) % Order, Number(sum));
            Assert.Equal(BigInteger.One, Number(a) * Number(inverse) % Order);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(255, 255)]
    [InlineData(7, 200)]
    public void Wide_numbers_are_reduced(byte high, byte low)
    {
        byte[] wide = [.. Enumerable.Repeat(high, 24), .. Enumerable.Repeat(low, 24)];
        using var reduced = SecretExponent.FromWide(wide);
        Assert.Equal(new BigInteger(wide, isUnsigned: true, isBigEndian: true) % Order, Number(reduced));
    }

    [Fact]
    public void Powers_agree_whichever_way_they_are_taken()
    {
        using SecretExponent a = SecretExponent.Random(), b = SecretExponent.Random();
        using var product = a.Times(b);
        var point = a.PublicPoint();
        Assert.Equal(product.PublicPoint(), point.Power(b));
        Assert.True(point.TryPowerPublic(b.Bytes, out var variable));
        Assert.Equal(product.PublicPoint(), variable);
    }

    [Fact]
    public void Identity_is_no_point()
    {
        using var a = SecretExponent.Random();
        var point = a.PublicPoint();
        byte[] negated = [(byte)(point.Encoded[0] ^ 1), .. point.Encoded[1..]];
        Assert.True(SecpPoint.TryDecode(negated, out var opposite));
        Assert.False(point.TryTimes(opposite, out _));
        Assert.False(SecpPoint.TryDecode(new byte[33], out _));
        Assert.False(SecpPoint.TryDecode([0], out _));
        Assert.False(point.TryPowerPublic(new byte[32], out _));
    }

    [Fact]
    public void Points_have_one_spelling()
    {
        var generator = SecpPoint.Generator.Encoded.ToArray();
        Assert.True(SecpPoint.TryDecode(generator, out _));
        Assert.False(SecpPoint.TryDecode(generator.AsSpan(0, 32), out _));
        Assert.False(SecpPoint.TryDecode([.. generator, 0], out _));
        Assert.False(SecpPoint.TryDecode([4, .. generator[1..]], out _));
        Assert.False(SecpPoint.TryDecode([2, .. Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC30")], out _));
        Assert.False(SecpPoint.TryDecode([2, .. Convert.FromHexString("EEFDEA4CDB677750A420FEE807EACF21EB9898AE79B9768766E4FAA04A2D4A34")], out _));
    }

    private static BigInteger Number(SecretExponent exponent) => new(exponent.Bytes, isUnsigned: true, isBigEndian: true);
}
