using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Storage.Chains;

/// <summary>Stored form of evidence: a canonical array of three byte strings, empty where there is none.</summary>
internal static class EquivocationCodec
{
    private const ulong Version = 1;
    private const int Fields = 4;

    public static byte[] ToBytes(Equivocation evidence) => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(evidence.Ours.ToBytes())
        .Bytes(evidence.Other?.ToBytes() ?? [])
        .Bytes(evidence.OtherHead?.ToBytes() ?? [])
        .ToArray();

    public static Equivocation? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var ours = SealedHeader.Parse(reader.Bytes(0, SealedHeader.BytesMax));
        var other = reader.Bytes(0, SealedHeader.BytesMax);
        var otherHead = reader.Bytes(0, SignedHead.BytesMax);
        if (!reader.Complete || !ours.Ok)
        {
            return null;
        }

        var header = other.IsEmpty ? null : SealedHeader.Parse(other).Value;
        var head = otherHead.IsEmpty ? null : SignedHead.Parse(otherHead).Value;
        return header is null == other.IsEmpty && head is null == otherHead.IsEmpty ? new Equivocation(ours.Value, header, head) : null;
    }
}
