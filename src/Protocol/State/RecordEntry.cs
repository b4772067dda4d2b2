using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.State;

/// <summary>That a record id was decided, at which height and how. Kept for ever, so it is small.</summary>
/// <param name="Accepted">In a block; otherwise inside a rejection.</param>
/// <param name="Height">The block's height.</param>
public readonly record struct RecordEntry(bool Accepted, ulong Height)
{
    private const ulong Version = 2;
    private const int Fields = 5;

    /// <summary>For an accepted diagnosis of a doctor or a team the visit's signing key; otherwise zero and not stored.</summary>
    public Bytes32 Owner { get; init; }

    /// <summary>For the same the store that signed for its content, which records who reads it; otherwise zero and not stored.</summary>
    public Bytes32 Store { get; init; }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bool(Accepted).UInt(Height);
        Write(writer, Owner);
        Write(writer, Store);
        return writer.ToArray();
    }

    public static RecordEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = new RecordEntry(reader.Bool(), reader.UInt(ulong.MaxValue)) { Owner = Read(ref reader), Store = Read(ref reader) };
        return reader.Complete && entry.Owner.IsZero == entry.Store.IsZero ? entry : null;
    }

    private static void Write(CanonicalWriter writer, Bytes32 key) => writer.Bytes(key.IsZero ? [] : key.ToArray());

    /// <summary>Zero is spelled by no bytes, and only so.</summary>
    private static Bytes32 Read(ref CanonicalReader reader)
    {
        var bytes = reader.Bytes(0, Bytes32.Size);
        if (bytes.IsEmpty)
        {
            return default;
        }

        if (bytes.Length != Bytes32.Size || new Bytes32(bytes).IsZero)
        {
            reader.Fail();
            return default;
        }

        return new Bytes32(bytes);
    }
}
