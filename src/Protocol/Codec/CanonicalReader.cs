using System.Buffers.Binary;
using System.Text.Unicode;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Codec;

/// <summary>
/// Reads exactly the image of <see cref="CanonicalWriter"/>. Failure is sticky: after the first wrong byte every read
/// answers a default and <see cref="Failed"/> stays true, so a decoder is a straight line and one test at its end.
/// Lengths are held against the caller's limit before anything is allocated; it never throws on input.
/// </summary>
public ref struct CanonicalReader
{
    private ReadOnlySpan<byte> rest;

    public CanonicalReader(ReadOnlySpan<byte> input) => rest = input;

    /// <summary>Something read so far was not canonical, or was outside its limit.</summary>
    public bool Failed { get; private set; }

    /// <summary>Everything was read and nothing failed.</summary>
    public readonly bool Complete => !Failed && rest.IsEmpty;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => rest.Length;

    /// <summary>Marks the input as wrong, for a rule the codec does not know.</summary>
    public void Fail()
    {
        Failed = true;
        rest = default;
    }

    /// <summary>An array of exactly <paramref name="count"/> values.</summary>
    public void Array(int count)
    {
        if (ArrayLength() != count)
        {
            Fail();
        }
    }

    /// <summary>
    /// The length of a list, <paramref name="min"/> to <paramref name="max"/>; 0 after a failure. Never more than the bytes
    /// left, since every value takes at least one: a caller may make room for that many.
    /// </summary>
    public int List(int min, int max)
    {
        var count = ArrayLength();
        if (Failed || count < min || count > max || count > rest.Length)
        {
            Fail();
            return 0;
        }

        return (int)count;
    }

    /// <summary>A structure's version, its array's first value; any other fails.</summary>
    public void Version(ulong expected)
    {
        if (UInt(ulong.MaxValue) != expected)
        {
            Fail();
        }
    }

    /// <summary>An unsigned integer in its shortest form, at most <paramref name="max"/>.</summary>
    public ulong UInt(ulong max)
    {
        var tag = Tag();
        var (value, floor) = tag switch
        {
            <= 0x7f => ((ulong)tag, 0UL),
            0xcc => (Number(1), 0x80UL),
            0xcd => (Number(2), 0x100UL),
            0xce => (Number(4), 0x1_0000UL),
            0xcf => (Number(8), 0x1_0000_0000UL),
            _ => (0UL, 1UL),
        };
        if (Failed || value < floor || value > max)
        {
            Fail();
            return 0;
        }

        return value;
    }

    public bool Bool()
    {
        var tag = Tag();
        if (tag is not (0xc2 or 0xc3))
        {
            Fail();
        }

        return tag == 0xc3;
    }

    /// <summary>Bytes, <paramref name="min"/> to <paramref name="max"/> of them; empty after a failure.</summary>
    public ReadOnlySpan<byte> Bytes(int min, int max)
    {
        var tag = Tag();
        var (length, floor) = tag switch
        {
            0xc4 => (Number(1), 0UL),
            0xc5 => (Number(2), 0x100UL),
            0xc6 => (Number(4), 0x1_0000UL),
            _ => (0UL, 1UL),
        };
        return Body(length, floor, min, max);
    }

    /// <summary>A copy of bytes of exactly <paramref name="size"/>.</summary>
    public ReadOnlyMemory<byte> Fixed(int size) => Bytes(size, size).ToArray();

    public Bytes32 Bytes32()
    {
        var bytes = Bytes(Crypto.Bytes32.Size, Crypto.Bytes32.Size);
        return Failed ? default : new Bytes32(bytes);
    }

    public Signature64 Signature()
    {
        var bytes = Bytes(Signature64.Size, Signature64.Size);
        return Failed ? default : new Signature64(bytes);
    }

    /// <summary>UTF-8 text of at most <paramref name="maxBytes"/> bytes.</summary>
    public string Text(int maxBytes)
    {
        var tag = Tag();
        var (length, floor) = tag switch
        {
            >= 0xa0 and <= 0xbf => ((ulong)(tag & 0x1f), 0UL),
            0xd9 => (Number(1), 0x20UL),
            0xda => (Number(2), 0x100UL),
            0xdb => (Number(4), 0x1_0000UL),
            _ => (0UL, 1UL),
        };
        var bytes = Body(length, floor, 0, maxBytes);
        if (!Utf8.IsValid(bytes))
        {
            Fail();
            return string.Empty;
        }

        return StrictUtf8.Encoding.GetString(bytes);
    }

    private long ArrayLength()
    {
        var tag = Tag();
        var (count, floor) = tag switch
        {
            >= 0x90 and <= 0x9f => ((ulong)(tag & 0x0f), 0UL),
            0xdc => (Number(2), 0x10UL),
            0xdd => (Number(4), 0x1_0000UL),
            _ => (0UL, 1UL),
        };
        if (Failed || count < floor)
        {
            Fail();
            return -1;
        }

        return (long)count;
    }

    private ReadOnlySpan<byte> Body(ulong length, ulong floor, int min, int max)
    {
        if (Failed || length < floor || length < (ulong)min || length > (ulong)max || length > (ulong)rest.Length)
        {
            Fail();
            return default;
        }

        var bytes = rest[..(int)length];
        rest = rest[(int)length..];
        return bytes;
    }

    private byte Tag()
    {
        if (rest.IsEmpty)
        {
            Fail();
            return 0xc1; // never used by MessagePack: every caller refuses it
        }

        var tag = rest[0];
        rest = rest[1..];
        return tag;
    }

    private ulong Number(int bytes)
    {
        if (rest.Length < bytes)
        {
            Fail();
            return 0;
        }

        var number = rest[..bytes];
        rest = rest[bytes..];
        return bytes switch
        {
            1 => number[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(number),
            4 => BinaryPrimitives.ReadUInt32BigEndian(number),
            _ => BinaryPrimitives.ReadUInt64BigEndian(number),
        };
    }
}
