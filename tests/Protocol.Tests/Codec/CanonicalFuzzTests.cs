using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Tests.Codec;

public sealed class CanonicalFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 3000;
    private const int MutationsPerRound = 20;

    [Fact]
    public void What_is_written_is_read_back_here_and_by_any_reader()
    {
        var random = SeededRandom.Make(output);
        for (var round = 0; round < Rounds; round++)
        {
            var shape = Shape.Any(random, 3);
            var value = Shape.Value(shape, random);
            var bytes = Shape.Encode(value);
            Assert.Equal(value, Shape.Decode(shape, bytes));
            Assert.Equal(value, PlainMessagePack.Read(bytes));
        }
    }

    [Fact]
    public void Whatever_is_accepted_encodes_to_the_same_bytes()
    {
        var random = SeededRandom.Make(output);
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var shape = Shape.Any(random, 3);
            var right = Shape.Encode(Shape.Value(shape, random));
            for (var i = 0; i < MutationsPerRound; i++)
            {
                var bytes = Mutation.Of(right, random);
                if (Shape.Decode(shape, bytes) is { } value)
                {
                    accepted++;
                    Assert.Equal(bytes, Shape.Encode(value));
                }
            }
        }

        output.WriteLine($"{accepted} of {Rounds * MutationsPerRound} mutated inputs were accepted");
        Assert.True(accepted > Rounds, "too few accepted to have tested anything");
    }

    [Fact]
    public void Noise_is_read_without_throwing()
    {
        var random = SeededRandom.Make(output);
        for (var round = 0; round < 20 * Rounds; round++)
        {
            var shape = Shape.Any(random, 2);
            var bytes = random.Bytes(random.Next(40));
            if (Shape.Decode(shape, bytes) is { } value)
            {
                Assert.Equal(bytes, Shape.Encode(value));
            }
        }
    }

    [Fact]
    public void Two_values_never_share_their_bytes()
    {
        var random = SeededRandom.Make(output);
        var known = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var round = 0; round < 10 * Rounds; round++)
        {
            var value = Shape.Value(Shape.Any(random, 1), random);
            var bytes = Convert.ToHexString(Shape.Encode(value));
            if (!known.TryAdd(bytes, value))
            {
                Assert.Equal(known[bytes], value);
            }
        }
    }

    /// <summary>A header that promises far more than follows, under a limit that would allow it.</summary>
    [Theory]
    [InlineData("c6ffffffff")]
    [InlineData("c67fffffff")]
    [InlineData("c6010000000000")]
    [InlineData("c5ffff00")]
    [InlineData("dbffffffff")]
    [InlineData("db7fffffff")]
    [InlineData("daffff00")]
    [InlineData("ddffffffff")]
    [InlineData("dd7fffffff")]
    [InlineData("dd0010000000")]
    [InlineData("dcffff")]
    public void A_promised_length_costs_nothing_until_it_is_there(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        Shape[] shapes =
            [new Shape.Blob(0, int.MaxValue), new Shape.Words(int.MaxValue), new Shape.Many(0, int.MaxValue, new Shape.Truth())];
        foreach (var shape in shapes)
        {
            Shape.Decode(shape, bytes); // whatever the runtime allocates once is not counted
            var before = GC.GetAllocatedBytesForCurrentThread();
            var value = Shape.Decode(shape, bytes);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Null(value);
            Assert.InRange(allocated, 0, 256);
        }
    }

    [Fact]
    public void Decoding_allocates_in_proportion_to_the_input()
    {
        var random = SeededRandom.Make(output);
        for (var round = 0; round < Rounds; round++)
        {
            var shape = Shape.Any(random, 2);
            var bytes = Mutation.Of(Shape.Encode(Shape.Value(shape, random)), random);
            var fixedPart = Fields(shape) * 128L;
            var before = GC.GetAllocatedBytesForCurrentThread();
            Shape.Decode(shape, bytes);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, fixedPart + 256L * (bytes.Length + 1));
        }
    }

    /// <summary>Fields that a decoder makes room for before it has seen them.</summary>
    private static int Fields(Shape shape) => shape switch
    {
        Shape.Row row => 1 + row.Fields.Sum(Fields),
        Shape.Many many => 1 + many.Max * Fields(many.Item),
        _ => 1,
    };

    [Fact]
    public void After_a_failure_every_read_answers_its_default()
    {
        var reader = new CanonicalReader([0xc0, 0x01, 0xc3, 0x90, 0xa0]);
        reader.UInt(ulong.MaxValue);
        Assert.True(reader.Failed);
        Assert.Equal(0UL, reader.UInt(ulong.MaxValue));
        Assert.False(reader.Bool());
        Assert.Equal(0, reader.List(0, 10));
        Assert.Equal(string.Empty, reader.Text(10));
        Assert.True(reader.Bytes(0, 10).IsEmpty);
        Assert.Equal(default, reader.Bytes32());
        Assert.Equal(default, reader.Signature());
        reader.Array(0);
        reader.Version(0);
        Assert.True(reader.Failed);
        Assert.False(reader.Complete);
        Assert.Equal(0, reader.Remaining);
    }
}
