using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace HospitalChain.Crypto;

/// <summary>
/// The one labelled, length-prefixed door to hashing: collects <c>msg(x1..xk)</c> and derives bytes from it under
/// <c>DST(label)</c> (crypto.md §2). One use: every ending zeroes and closes it.
/// </summary>
public sealed class Transcript
{
    private readonly string label;
    private ArrayBufferWriter<byte>? message = new(256);

    private Transcript(string label) => this.label = label;

    /// <summary>Begins <c>Kdf(label, …)</c>. Labels are listed in <see cref="Labels"/>.</summary>
    public static Transcript Of(string label) => new(label);

    /// <summary>Appends LP(<paramref name="value"/>): 4-byte length, then the bytes.</summary>
    public Transcript Add(ReadOnlySpan<byte> value)
    {
        var open = message ?? throw new InvalidOperationException("this transcript was already used");
        BinaryPrimitives.WriteInt32BigEndian(open.GetSpan(4), value.Length);
        open.Advance(4);
        open.Write(value);
        return this;
    }

    public Transcript Add(Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        value.CopyTo(bytes);
        return Add(bytes);
    }

    /// <summary>Appends the UTF-8 bytes of <paramref name="text"/>, length-prefixed.</summary>
    public Transcript Add(string text) => Add(Encoding.UTF8.GetBytes(text).AsSpan());

    /// <summary>Appends u32(<paramref name="value"/>), length-prefixed.</summary>
    public Transcript AddU32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Add(bytes);
    }

    /// <summary>Appends u64(<paramref name="value"/>), length-prefixed.</summary>
    public Transcript AddU64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Add(bytes);
    }

    /// <summary>Kdf(label, output.Length; inputs).</summary>
    public void Expand(Span<byte> output)
    {
        var open = message ?? throw new InvalidOperationException("this transcript was already used");
        message = null;
        ExpandMessage.Xmd(open.WrittenSpan, DomainSeparator(label), output);
        open.Clear(); // zeroes what was written: inputs may be secret
    }

    /// <summary>Kdf(label, 32; inputs).</summary>
    public Bytes32 Hash32()
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        Expand(bytes);
        return new Bytes32(bytes);
    }

    /// <summary>Kdf(label, <paramref name="length"/>; inputs).</summary>
    public byte[] Expand(int length)
    {
        var bytes = new byte[length];
        Expand(bytes);
        return bytes;
    }

    /// <summary>msg(inputs) and DST(label), for hash-to-curve, whose library does its own expansion.</summary>
    internal (byte[] Message, byte[] DomainSeparator) CloseForHashToCurve()
    {
        var open = message ?? throw new InvalidOperationException("this transcript was already used");
        message = null;
        var bytes = open.WrittenSpan.ToArray();
        open.Clear();
        return (bytes, DomainSeparator(label));
    }

    /// <summary>msg(x1..xk) on its own, where a flow needs the joined bytes rather than their hash.</summary>
    public static byte[] Join(params ReadOnlySpan<byte[]> values)
    {
        var joined = new Transcript(string.Empty);
        foreach (var value in values)
        {
            joined.Add(value.AsSpan());
        }

        return joined.message!.WrittenSpan.ToArray();
    }

    internal static byte[] DomainSeparator(string label) => Encoding.ASCII.GetBytes("HOSPITALCHAIN-V1-" + label);
}
