using System.Buffers;
using System.Buffers.Binary;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Codec;

/// <summary>
/// Writes the canonical subset of MessagePack (chain.md §2): arrays, shortest unsigned integers, bin, UTF-8 str and
/// booleans, each value with one spelling. Any MessagePack library reads what it writes.
/// </summary>
public sealed class CanonicalWriter
{
    private readonly ArrayBufferWriter<byte> output = new(512);

    /// <summary>Bytes written so far.</summary>
    public int Length => output.WrittenCount;

    /// <summary>Opens an array; exactly <paramref name="count"/> values must follow.</summary>
    public CanonicalWriter Array(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= 15)
        {
            Byte((byte)(0x90 | count));
        }
        else if (count <= ushort.MaxValue)
        {
            Tagged16(0xdc, (ushort)count);
        }
        else
        {
            Tagged32(0xdd, (uint)count);
        }

        return this;
    }

    public CanonicalWriter UInt(ulong value)
    {
        switch (value)
        {
            case <= 0x7f:
                Byte((byte)value);
                break;
            case <= byte.MaxValue:
                Byte(0xcc);
                Byte((byte)value);
                break;
            case <= ushort.MaxValue:
                Tagged16(0xcd, (ushort)value);
                break;
            case <= uint.MaxValue:
                Tagged32(0xce, (uint)value);
                break;
            default:
                Byte(0xcf);
                BinaryPrimitives.WriteUInt64BigEndian(output.GetSpan(8), value);
                output.Advance(8);
                break;
        }

        return this;
    }

    public CanonicalWriter Bool(bool value)
    {
        Byte(value ? (byte)0xc3 : (byte)0xc2);
        return this;
    }

    public CanonicalWriter Bytes(ReadOnlySpan<byte> value)
    {
        if (value.Length <= byte.MaxValue)
        {
            Byte(0xc4);
            Byte((byte)value.Length);
        }
        else if (value.Length <= ushort.MaxValue)
        {
            Tagged16(0xc5, (ushort)value.Length);
        }
        else
        {
            Tagged32(0xc6, (uint)value.Length);
        }

        output.Write(value);
        return this;
    }

    public CanonicalWriter Bytes(Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        value.CopyTo(bytes);
        return Bytes(bytes);
    }

    public CanonicalWriter Bytes(Signature64 value)
    {
        Span<byte> bytes = stackalloc byte[Signature64.Size];
        value.CopyTo(bytes);
        return Bytes(bytes);
    }

    /// <summary>Writes UTF-8 text.</summary>
    /// <exception cref="System.Text.EncoderFallbackException">The text is not valid UTF-16: it has no canonical bytes.</exception>
    public CanonicalWriter Text(string value)
    {
        var bytes = StrictUtf8.Encoding.GetBytes(value);
        if (bytes.Length <= 31)
        {
            Byte((byte)(0xa0 | bytes.Length));
        }
        else if (bytes.Length <= byte.MaxValue)
        {
            Byte(0xd9);
            Byte((byte)bytes.Length);
        }
        else if (bytes.Length <= ushort.MaxValue)
        {
            Tagged16(0xda, (ushort)bytes.Length);
        }
        else
        {
            Tagged32(0xdb, (uint)bytes.Length);
        }

        output.Write(bytes);
        return this;
    }

    public byte[] ToArray() => output.WrittenSpan.ToArray();

    /// <summary>The bytes, zeroed in here: for what is then sealed. Secrets go last, so that no grown-out buffer holds them.</summary>
    public byte[] ToArrayAndClear()
    {
        var bytes = ToArray();
        output.Clear();
        return bytes;
    }

    private void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private void Tagged16(byte tag, ushort value)
    {
        Byte(tag);
        BinaryPrimitives.WriteUInt16BigEndian(output.GetSpan(2), value);
        output.Advance(2);
    }

    private void Tagged32(byte tag, uint value)
    {
        Byte(tag);
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(4), value);
        output.Advance(4);
    }
}
