using System.Text;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Tests.Codec;

/// <summary>
/// What a decoder expects, as a value, so that tests can try decoders nobody wrote by hand. Values are ulong, bool,
/// byte[], string, and object[] for arrays and lists.
/// </summary>
internal abstract record Shape
{
    public sealed record Number(ulong Max) : Shape;

    public sealed record Truth : Shape;

    public sealed record Blob(int Min, int Max) : Shape;

    public sealed record Words(int MaxBytes) : Shape;

    public sealed record Many(int Min, int Max, Shape Item) : Shape;

    public sealed record Row(Shape[] Fields) : Shape;

    /// <summary>Any shape, at most <paramref name="depth"/> arrays deep.</summary>
    public static Shape Any(Random random, int depth) => random.Next(depth > 0 ? 6 : 4) switch
    {
        0 => new Number(Magnitude(random)),
        1 => new Truth(),
        2 => new Blob(random.Next(3), 2 + random.Next(600)),
        3 => new Words(random.Next(400)),
        4 => new Many(random.Next(2), 2 + random.Next(30), Any(random, depth - 1)),
        _ => new Row([.. Enumerable.Range(0, random.Next(20)).Select(_ => Any(random, depth - 1))]),
    };

    /// <summary>Any value that this shape takes, often one at an edge.</summary>
    public static object Value(Shape shape, Random random) => shape switch
    {
        Number number => random.Next(3) == 0 ? number.Max : Math.Min(number.Max, Magnitude(random)),
        Truth => random.Next(2) == 0,
        Blob blob => random.Bytes(random.Next(3) == 0 ? blob.Max : random.Next(blob.Min, blob.Max + 1)),
        Words words => Text(words.MaxBytes, random),
        Many many => Enumerable.Range(0, random.Next(many.Min, many.Max + 1)).Select(_ => Value(many.Item, random)).ToArray(),
        Row row => row.Fields.Select(field => Value(field, random)).ToArray(),
        _ => throw new InvalidOperationException(),
    };

    public static byte[] Encode(object value)
    {
        var writer = new CanonicalWriter();
        Write(writer, value);
        return writer.ToArray();
    }

    /// <summary>The value of this shape that the bytes are, or null.</summary>
    public static object? Decode(Shape shape, ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        var value = Read(shape, ref reader);
        return reader.Complete ? value : null;
    }

    private static void Write(CanonicalWriter writer, object value)
    {
        switch (value)
        {
            case ulong number:
                writer.UInt(number);
                break;
            case bool truth:
                writer.Bool(truth);
                break;
            case byte[] blob:
                writer.Bytes(blob);
                break;
            case string words:
                writer.Text(words);
                break;
            default:
                var values = (object[])value;
                writer.Array(values.Length);
                foreach (var inner in values)
                {
                    Write(writer, inner);
                }

                break;
        }
    }

    private static object Read(Shape shape, ref CanonicalReader reader)
    {
        switch (shape)
        {
            case Number number:
                return reader.UInt(number.Max);
            case Truth:
                return reader.Bool();
            case Blob blob:
                return reader.Bytes(blob.Min, blob.Max).ToArray();
            case Words words:
                return reader.Text(words.MaxBytes);
            case Many many:
                var items = new object[reader.List(many.Min, many.Max)];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Read(many.Item, ref reader);
                }

                return items;
            default:
                var fields = ((Row)shape).Fields;
                reader.Array(fields.Length);
                var values = new object[fields.Length];
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = Read(fields[i], ref reader);
                }

                return values;
        }
    }

    private static ulong Magnitude(Random random) => (ulong)random.NextInt64() >> random.Next(64) << random.Next(2);

    private static string Text(int maxBytes, Random random)
    {
        var text = new StringBuilder();
        var left = random.Next(maxBytes + 1);
        while (true)
        {
            Rune rune;
            while (!Rune.TryCreate(random.Next(0x11_0000) >> random.Next(18), out rune))
            {
                // a surrogate: no scalar value
            }

            if ((left -= rune.Utf8SequenceLength) < 0)
            {
                return text.ToString();
            }

            text.Append(rune.ToString());
        }
    }
}
