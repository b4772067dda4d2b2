namespace HospitalChain.Crypto.Tests.Bls;

public sealed class DecodingTests
{
    // The field's prime p, big-endian.
    private const string FieldPrime = "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";

    [Fact]
    public void Honest_points_decode_and_re_encode_identically()
    {
        var g1 = Transcript.Of("TEST").ToG1();
        Assert.True(G1.TryDecode(g1.Encoded, out var again1));
        Assert.Equal(g1, again1);
        var g2 = Transcript.Of("TEST").ToG2();
        Assert.True(G2.TryDecode(g2.Encoded, out var again2));
        Assert.Equal(g2, again2);
    }

    [Fact]
    public void Identity_is_refused()
    {
        var identity1 = new byte[G1.Size];
        identity1[0] = 0xc0;
        Assert.False(G1.TryDecode(identity1, out _));
        var identity2 = new byte[G2.Size];
        identity2[0] = 0xc0;
        Assert.False(G2.TryDecode(identity2, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(47)]
    [InlineData(49)]
    [InlineData(96)]
    public void Other_lengths_are_refused_in_G1(int length) =>
        Assert.False(G1.TryDecode(((byte[])[.. G1.Generator.Encoded, .. new byte[96]]).AsSpan(0, length), out _));

    [Theory]
    [InlineData(0)]
    [InlineData(48)]
    [InlineData(95)]
    [InlineData(97)]
    [InlineData(192)]
    public void Other_lengths_are_refused_in_G2(int length) =>
        Assert.False(G2.TryDecode(((byte[])[.. G2.Generator.Encoded, .. new byte[96]]).AsSpan(0, length), out _));

    [Fact]
    public void Coordinate_plus_prime_is_refused()
    {
        // A small x on the curve, spelled x + p: the same residue, another encoding.
        for (byte x = 0; x < 32; x++)
        {
            var canonical = new byte[G1.Size];
            canonical[^1] = x;
            canonical[0] = 0x80;
            var sum = System.Numerics.BigInteger.Parse("0" + FieldPrime, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) + x;
            var spelled = sum.ToByteArray(isUnsigned: true, isBigEndian: true);
            Assert.Equal(G1.Size, spelled.Length);
            spelled[0] |= 0x80;
            Assert.False(G1.TryDecode(spelled, out _));
        }
    }

    [Fact]
    public void Points_outside_the_subgroup_are_refused()
    {
        // Nearly every point of the curve with a small x is outside the subgroup: libblst decompresses it, we refuse it.
        var onCurve = 0;
        for (byte x = 1; x < 64; x++)
        {
            var bytes = new byte[G1.Size];
            (bytes[0], bytes[^1]) = (0x80, x);
            onCurve += OnCurve.G1(bytes) ? 1 : 0;
            Assert.False(G1.TryDecode(bytes, out _));
            var twist = new byte[G2.Size];
            (twist[0], twist[^1]) = (0x80, x);
            onCurve += OnCurve.G2(twist) ? 1 : 0;
            Assert.False(G2.TryDecode(twist, out _));
        }

        Assert.InRange(onCurve, 20, 120);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x20)]
    [InlineData(0x40)]
    [InlineData(0xe0)]
    [InlineData(0xc0)]
    [InlineData(0x60)]
    public void Wrong_flags_are_refused(byte flags)
    {
        byte[] g1 = [.. G1.Generator.Encoded];
        g1[0] = (byte)((g1[0] & 0x1f) | flags);
        Assert.False(G1.TryDecode(g1, out _));
        byte[] g2 = [.. G2.Generator.Encoded];
        g2[0] = (byte)((g2[0] & 0x1f) | flags);
        Assert.False(G2.TryDecode(g2, out _));
    }

    [Fact]
    public void Scalars_are_refused_when_zero_or_not_below_the_order()
    {
        Assert.False(SecretScalar.TryDecode(new byte[SecretScalar.Size], out _));
        Assert.False(SecretScalar.TryDecode(Curve.Order, out _));
        byte[] above = [.. Curve.Order];
        above[^1]++;
        Assert.False(SecretScalar.TryDecode(above, out _));
        Assert.False(SecretScalar.TryDecode(Enumerable.Repeat((byte)0xff, SecretScalar.Size).ToArray(), out _));
        Assert.False(SecretScalar.TryDecode(new byte[] { 1 }, out _));
        Assert.False(SecretScalar.TryDecode(new byte[33], out _));
        using var largest = Curve.MinusOne();
        using var one = Curve.Scalar(1);
        Assert.NotEqual(largest.PublicKey(), one.PublicKey());
    }

    [Fact]
    public void Flipping_any_byte_of_a_point_never_throws_and_never_aliases()
    {
        var point = Transcript.Of("TEST").AddU32(7).ToG2();
        for (var i = 0; i < G2.Size; i++)
        {
            byte[] bytes = [.. point.Encoded];
            bytes[i] ^= 1;
            if (G2.TryDecode(bytes, out var other))
            {
                Assert.NotEqual(point, other);
                Assert.True(other.Encoded.SequenceEqual(bytes));
            }
        }
    }

    [Fact]
    public void Secrets_do_not_print_and_are_gone_after_disposal()
    {
        var secret = SecretScalar.Random();
        Assert.Equal("Secret(32)", secret.ToString());
        secret.Dispose();
        Assert.Throws<ObjectDisposedException>(() => secret.CopyTo(new byte[SecretScalar.Size]));
    }
}
