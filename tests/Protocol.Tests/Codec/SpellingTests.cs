using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Tests.Codec;

public sealed class SpellingTests
{
    private static readonly Shape[] Shapes =
    [
        new Shape.Number(ulong.MaxValue), new Shape.Truth(), new Shape.Blob(0, 1 << 20), new Shape.Words(1 << 20),
        new Shape.Many(0, 1 << 20, new Shape.Number(ulong.MaxValue)), new Shape.Row([]), new Shape.Row([new Shape.Truth()]),
    ];

    [Theory]
    [InlineData(0UL, "00")]
    [InlineData(0x7fUL, "7f")]
    [InlineData(0x80UL, "cc80")]
    [InlineData(0xffUL, "ccff")]
    [InlineData(0x100UL, "cd0100")]
    [InlineData(0xffffUL, "cdffff")]
    [InlineData(0x1_0000UL, "ce00010000")]
    [InlineData(0xffff_ffffUL, "ceffffffff")]
    [InlineData(0x1_0000_0000UL, "cf0000000100000000")]
    [InlineData(ulong.MaxValue, "cfffffffffffffffff")]
    public void Numbers_are_as_short_as_they_can_be(ulong value, string hex)
    {
        Assert.Equal(Convert.FromHexString(hex), new CanonicalWriter().UInt(value).ToArray());
        Assert.Equal(value, Shape.Decode(new Shape.Number(value), Convert.FromHexString(hex)));
        if (value > 0)
        {
            Assert.Null(Shape.Decode(new Shape.Number(value - 1), Convert.FromHexString(hex)));
        }
    }

    [Theory]
    [InlineData(0, "c400")]
    [InlineData(255, "c4ff")]
    [InlineData(256, "c50100")]
    [InlineData(65535, "c5ffff")]
    [InlineData(65536, "c600010000")]
    public void Bytes_carry_the_shortest_length(int length, string header)
    {
        var expected = Convert.FromHexString(header).Concat(new byte[length]).ToArray();
        Assert.Equal(expected, new CanonicalWriter().Bytes(new byte[length]).ToArray());
        Assert.Equal(new byte[length], Shape.Decode(new Shape.Blob(length, length), expected));
        Assert.Null(Shape.Decode(new Shape.Blob(length + 1, length + 2), expected));
        if (length > 0)
        {
            Assert.Null(Shape.Decode(new Shape.Blob(0, length - 1), expected));
        }
    }

    [Theory]
    [InlineData(0, "a0")]
    [InlineData(31, "bf")]
    [InlineData(32, "d920")]
    [InlineData(255, "d9ff")]
    [InlineData(256, "da0100")]
    [InlineData(65535, "daffff")]
    [InlineData(65536, "db00010000")]
    public void Text_carries_the_shortest_length(int length, string header)
    {
        var text = new string('x', length);
        var expected = Convert.FromHexString(header).Concat(Encoding.ASCII.GetBytes(text)).ToArray();
        Assert.Equal(expected, new CanonicalWriter().Text(text).ToArray());
        Assert.Equal(text, Shape.Decode(new Shape.Words(length), expected));
        if (length > 0)
        {
            Assert.Null(Shape.Decode(new Shape.Words(length - 1), expected));
        }
    }

    [Theory]
    [InlineData(0, "90")]
    [InlineData(15, "9f")]
    [InlineData(16, "dc0010")]
    [InlineData(65535, "dcffff")]
    [InlineData(65536, "dd00010000")]
    public void Lists_carry_the_shortest_count(int count, string header)
    {
        var value = Enumerable.Repeat((object)1UL, count).ToArray();
        var expected = Convert.FromHexString(header).Concat(Enumerable.Repeat((byte)1, count)).ToArray();
        var item = new Shape.Number(1);
        Assert.Equal(expected, Shape.Encode(value));
        Assert.Equal(value, Shape.Decode(new Shape.Many(count, count, item), expected));
        Assert.Null(Shape.Decode(new Shape.Many(count + 1, count + 2, item), expected));
        Assert.Null(Shape.Decode(new Shape.Many(0, count - 1, item), expected));
    }

    /// <summary>Other spellings of values that have a canonical one: MessagePack to any reader, refused here.</summary>
    [Theory]
    [InlineData("cc00", "00")]
    [InlineData("cc7f", "7f")]
    [InlineData("cd0000", "00")]
    [InlineData("cd00ff", "ccff")]
    [InlineData("ce0000ffff", "cdffff")]
    [InlineData("cf00000000ffffffff", "ceffffffff")]
    [InlineData("cf0000000000000001", "01")]
    [InlineData("c50000", "c400")]
    [InlineData("c500017f", "c4017f")]
    [InlineData("c6000000017f", "c4017f")]
    [InlineData("d900", "a0")]
    [InlineData("d90161", "a161")]
    [InlineData("da000161", "a161")]
    [InlineData("db0000000161", "a161")]
    [InlineData("dc0000", "90")]
    [InlineData("dc000101", "9101")]
    [InlineData("dd0000000101", "9101")]
    [InlineData("91cc01", "9101")]
    public void Another_spelling_of_the_same_value_is_refused(string other, string canonical)
    {
        Assert.Equal(PlainMessagePack.Read(Convert.FromHexString(canonical)), PlainMessagePack.Read(Convert.FromHexString(other)));
        Assert.Contains(Shapes, shape => Shape.Decode(shape, Convert.FromHexString(canonical)) is not null);
        Assert.All(Shapes, shape => Assert.Null(Shape.Decode(shape, Convert.FromHexString(other))));
    }

    /// <summary>What the subset leaves out: nil, maps, negative numbers, floats, extensions, and the unused format.</summary>
    [Theory]
    [InlineData("c0")]
    [InlineData("c1")]
    [InlineData("80")]
    [InlineData("810101")]
    [InlineData("de0000")]
    [InlineData("df00000000")]
    [InlineData("e0")]
    [InlineData("ff")]
    [InlineData("d001")]
    [InlineData("d0ff")]
    [InlineData("d10001")]
    [InlineData("d200000001")]
    [InlineData("d30000000000000001")]
    [InlineData("ca3f800000")]
    [InlineData("cb3ff0000000000000")]
    [InlineData("c70001")]
    [InlineData("c8000001")]
    [InlineData("c90000000001")]
    [InlineData("d40100")]
    [InlineData("d5010000")]
    [InlineData("d60100000000")]
    [InlineData("d7010000000000000000")]
    [InlineData("d80100000000000000000000000000000000")]
    public void What_the_subset_leaves_out_is_refused(string hex) =>
        Assert.All(Shapes, shape => Assert.Null(Shape.Decode(shape, Convert.FromHexString(hex))));

    [Theory]
    [InlineData("a1ff")]
    [InlineData("a180")]
    [InlineData("a2c080")] // NUL in two bytes
    [InlineData("a2c1bf")] // overlong
    [InlineData("a3e08080")] // overlong
    [InlineData("a3eda080")] // a surrogate
    [InlineData("a4f08080af")] // overlong
    [InlineData("a4f4908080")] // above U+10FFFF
    [InlineData("a1c3")] // ends early
    public void Text_that_is_not_utf8_is_refused(string hex) =>
        Assert.Null(Shape.Decode(new Shape.Words(10), Convert.FromHexString(hex)));

    [Fact]
    public void Text_without_exact_bytes_is_not_written() =>
        Assert.Throws<EncoderFallbackException>(() => new CanonicalWriter().Text("\ud800"));

    [Fact]
    public void Every_cut_of_a_value_and_every_added_byte_is_refused()
    {
        var shape = new Shape.Row([new Shape.Number(1), new Shape.Blob(32, 32), new Shape.Words(300), new Shape.Many(0, 20, new Shape.Truth())]);
        var whole = Shape.Encode(new object[] { 1UL, new byte[32], new string('x', 300), Enumerable.Repeat((object)true, 17).ToArray() });
        Assert.NotNull(Shape.Decode(shape, whole));
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(Shape.Decode(shape, whole.AsSpan(0, length)));
        }

        Assert.Null(Shape.Decode(shape, [.. whole, 0]));
    }

    [Fact]
    public void Hashes_and_signatures_have_their_one_size()
    {
        var hash = new Bytes32([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
        var signature = new Signature64([.. Enumerable.Range(1, 64).Select(i => (byte)i)]);
        var reader = new CanonicalReader(new CanonicalWriter().Bytes(hash).Bytes(signature).ToArray());
        Assert.Equal(hash, reader.Bytes32());
        Assert.Equal(signature, reader.Signature());
        Assert.True(reader.Complete);

        foreach (var size in (int[])[0, 31, 33, 63, 65])
        {
            var bytes = new CanonicalWriter().Bytes(new byte[size]).ToArray();
            var asHash = new CanonicalReader(bytes);
            asHash.Bytes32();
            Assert.True(asHash.Failed);
            var asSignature = new CanonicalReader(bytes);
            asSignature.Signature();
            Assert.True(asSignature.Failed);
        }
    }

    [Theory]
    [InlineData("9101", true)]
    [InlineData("9102", false)]
    [InlineData("9100", false)]
    [InlineData("920101", false)]
    [InlineData("91c3", false)]
    public void Only_the_expected_version_is_read(string hex, bool taken)
    {
        var reader = new CanonicalReader(Convert.FromHexString(hex));
        reader.Array(1);
        reader.Version(1);
        Assert.Equal(taken, reader.Complete);
    }
}
