using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace HospitalChain.Crypto.Tests;

/// <summary>Inverses against their definition, at the edges and at random.</summary>
public sealed class ModularInversionTests
{
    private static readonly BigInteger Order =
        BigInteger.Parse("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [Fact]
    public void Numbers_at_the_edges_have_their_inverses()
    {
        BigInteger[] edges = [1, 2, 3, Order - 1, Order - 2, (Order - 1) / 2, (Order + 1) / 2];
        foreach (var number in edges.Concat(Enumerable.Range(1, 255).SelectMany(bits => (BigInteger[])[(BigInteger.One << bits) - 1, BigInteger.One << bits, (BigInteger.One << bits) + 1])))
        {
            Check(number, Order);
        }
    }

    [Fact]
    public void Random_numbers_of_every_length_have_their_inverses()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var number = new BigInteger(RandomNumberGenerator.GetBytes(1 + (round % 32)), isUnsigned: true) % Order;
            if (!number.IsZero)
            {
                Check(number, Order);
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(251)]
    [InlineData(65_521)]
    public void Small_primes_work_as_well(int prime)
    {
        for (var number = 1; number < prime; number++)
        {
            Check(number, prime);
        }
    }

    private static void Check(BigInteger number, BigInteger prime)
    {
        var inverse = ModularInversion.Invert(number, prime);
        Assert.True(inverse.Sign > 0 && inverse < prime && (inverse * number % prime).IsOne, $"{number} modulo {prime}");
    }
}
