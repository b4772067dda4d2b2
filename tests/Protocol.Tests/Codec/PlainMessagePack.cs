using System.Text;

namespace HospitalChain.Protocol.Tests.Codec;

/// <summary>
/// A reader of all of MessagePack (github.com/msgpack/msgpack/blob/master/spec.md), written from its table of formats and
/// sharing nothing with the product: what it reads, any library reads. Values: ulong, long, double, bool, null, byte[],
/// string, object[], and pairs for maps.
/// </summary>
internal sealed class PlainMessagePack(byte[] input)
{
    private int position;

    /// <summary>The one value that the input is.</summary>
    /// <exception cref="FormatException">It is not MessagePack, or not one value.</exception>
    public static object? Read(byte[] input)
    {
        var reader = new PlainMessagePack(input);
        var value = reader.Value();
        return reader.position == input.Length ? value : throw new FormatException("bytes after the value");
    }

    private object? Value()
    {
        var tag = (byte)Number(1);
        return tag switch
        {
            <= 0x7f => (ulong)tag,
            <= 0x8f => Map(tag & 0x0f),
            <= 0x9f => Array(tag & 0x0f),
            <= 0xbf => Text(tag & 0x1f),
            0xc0 => null,
            0xc2 => false,
            0xc3 => true,
            0xc4 => Take((int)Number(1)),
            0xc5 => Take((int)Number(2)),
            0xc6 => Take((int)Number(4)),
            0xca => (double)BitConverter.UInt32BitsToSingle((uint)Number(4)),
            0xcb => BitConverter.UInt64BitsToDouble(Number(8)),
            0xcc => Number(1),
            0xcd => Number(2),
            0xce => Number(4),
            0xcf => Number(8),
            0xd0 => (long)(sbyte)Number(1),
            0xd1 => (long)(short)Number(2),
            0xd2 => (long)(int)Number(4),
            0xd3 => (long)Number(8),
            0xd9 => Text((int)Number(1)),
            0xda => Text((int)Number(2)),
            0xdb => Text((int)Number(4)),
            0xdc => Array((int)Number(2)),
            0xdd => Array((int)Number(4)),
            0xde => Map((int)Number(2)),
            0xdf => Map((int)Number(4)),
            >= 0xe0 => (long)(sbyte)tag,
            _ => throw new FormatException($"format {tag:x2}"),
        };
    }

    private object?[] Array(int count)
    {
        var values = new List<object?>();
        while (values.Count < count)
        {
            values.Add(Value());
        }

        return [.. values];
    }

    private (object? Key, object? Value)[] Map(int count)
    {
        var pairs = new List<(object?, object?)>();
        while (pairs.Count < count)
        {
            pairs.Add((Value(), Value()));
        }

        return [.. pairs];
    }

    private string Text(int length) => Encoding.UTF8.GetString(Take(length));

    private ulong Number(int length)
    {
        var number = 0UL;
        foreach (var one in Take(length))
        {
            number = number << 8 | one;
        }

        return number;
    }

    private byte[] Take(int length)
    {
        if (length < 0 || length > input.Length - position)
        {
            throw new FormatException("the input ends early");
        }

        position += length;
        return input[(position - length)..position];
    }
}
