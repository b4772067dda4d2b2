using System.Buffers.Binary;

namespace HospitalChain.Protocol.Tests.Supervision;

/// <summary>Cuts evidence into the fields of its content, by MessagePack alone, so that a test can swap one.</summary>
internal static class EvidenceBytes
{
    private const int FieldsBefore = 3;

    public static byte[] Replace(byte[] evidence, Action<byte[][]> change)
    {
        var at = 1;
        for (var i = 0; i < FieldsBefore; i++)
        {
            at += LengthAt(evidence.AsSpan(at));
        }

        var head = evidence[..(at + 1)];
        var fields = new byte[evidence[at] & 0x0f][];
        at++;
        for (var i = 0; i < fields.Length; i++)
        {
            var length = LengthAt(evidence.AsSpan(at));
            fields[i] = evidence[at..(at + length)];
            at += length;
        }

        change(fields);
        return [.. head, .. fields.SelectMany(field => field)];
    }

    private static int LengthAt(ReadOnlySpan<byte> value)
    {
        var first = value[0];
        var rest = value[1..];
        return first switch
        {
            < 0x80 => 1,
            >= 0x90 and < 0xa0 => 1 + Items(rest, first & 0x0f),
            >= 0xa0 and < 0xc0 => 1 + (first & 0x1f),
            0xc2 or 0xc3 => 1,
            0xc4 => 2 + rest[0],
            0xc5 => 3 + BinaryPrimitives.ReadUInt16BigEndian(rest),
            0xc6 => 5 + BinaryPrimitives.ReadInt32BigEndian(rest),
            0xcc => 2,
            0xcd => 3,
            0xce => 5,
            0xcf => 9,
            0xd9 => 2 + rest[0],
            0xdc => 3 + Items(rest[2..], BinaryPrimitives.ReadUInt16BigEndian(rest)),
            _ => throw new InvalidDataException($"{first:x2} in canonical bytes"),
        };
    }

    private static int Items(ReadOnlySpan<byte> items, int count)
    {
        var length = 0;
        for (var i = 0; i < count; i++)
        {
            length += LengthAt(items[length..]);
        }

        return length;
    }
}
