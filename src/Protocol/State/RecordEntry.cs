using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.State;

/// <summary>That a record id was decided, at which height and how. Kept for ever, so it is small.</summary>
/// <param name="Accepted">In a block; otherwise inside a rejection.</param>
/// <param name="Height">The block's height.</param>
/// <param name="Owner">For an accepted diagnosis of a doctor or a team the visit's signing key; otherwise zero and not stored.</param>
public readonly record struct RecordEntry(bool Accepted, ulong Height, Bytes32 Owner)
{
    private const ulong Version = 1;
    private const int Fields = 4;

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bool(Accepted).UInt(Height);
        return (Owner.IsZero ? writer.Bytes(ReadOnlySpan<byte>.Empty) : writer.Bytes(Owner)).ToArray();
    }

    public static RecordEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var accepted = reader.Bool();
        var height = reader.UInt(ulong.MaxValue);
        var owner = reader.Bytes(0, Bytes32.Size);
        if (!reader.Complete || owner.Length is not (0 or Bytes32.Size))
        {
            return null;
        }

        if (owner.IsEmpty)
        {
            return new RecordEntry(accepted, height, default);
        }

        var named = new Bytes32(owner);
        return named.IsZero ? null : new RecordEntry(accepted, height, named); // no owner is spelled by no bytes
    }
}
