using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Blocks;

/// <summary>What HEAD and COSIGN sign (crypto.md §3): that this was the newest block at this time. Canonical: [1, height, header hash, time].</summary>
/// <param name="Height">Height of the newest block.</param>
/// <param name="HeaderHash">Its header hash.</param>
/// <param name="TimeMillis">When the supernode said so.</param>
public readonly record struct HeadMark(ulong Height, Bytes32 HeaderHash, ulong TimeMillis)
{
    private const ulong Version = 1;
    private const int Fields = 4;

    /// <summary>
    /// Whoever cosigned this may cosign <paramref name="next"/>: newer, of no lower block, and of no other block at the
    /// same height. That the one is the other's ancestor is for the witness's own chain to show.
    /// </summary>
    public bool MayBeFollowedBy(HeadMark next) =>
        next.TimeMillis > TimeMillis && (next.Height > Height || (next.Height == Height && next.HeaderHash == HeaderHash));

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).UInt(Height).Bytes(HeaderHash).UInt(TimeMillis).ToArray();

    public static HeadMark? Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var mark = new HeadMark(reader.UInt(ulong.MaxValue), reader.Bytes32(), reader.UInt(ulong.MaxValue));
        return reader.Complete ? mark : null;
    }
}
