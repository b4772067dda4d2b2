using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Storage.Chains;

/// <summary>
/// Why a follower goes no further: a block under the supernode's seal that breaks a rule (chain.md §4.4). It is never taken
/// back for another one at its height. Canonical: [1, sealed header bin, code, detail, evidence bin or bin0].
/// </summary>
/// <param name="Header">The block's.</param>
/// <param name="Code">Of the rule that it breaks.</param>
/// <param name="Detail">More about it; no data of a patient.</param>
/// <param name="Evidence">What shows it to others; null where a report could not carry that.</param>
public sealed record ChainStop(SealedHeader Header, string Code, string Detail, OffenceEvidence? Evidence)
{
    private const ulong Version = 1;
    private const int Fields = 5;
    private const int CodeBytesMax = 64;
    private const int DetailBytesMax = 1024;

    public byte[] ToBytes()
    {
        var detail = Detail.Length <= DetailBytesMax / 4 ? Detail : Detail[..(DetailBytesMax / 4)];
        return new CanonicalWriter().Array(Fields).UInt(Version)
            .Bytes(Header.ToBytes()).Text(Code).Text(detail).Bytes(Evidence?.ToBytes() ?? []).ToArray();
    }

    /// <summary>Null for anything but the canonical bytes; evidence that this version cannot read is left out.</summary>
    public static ChainStop? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var header = SealedHeader.Parse(reader.Bytes(0, SealedHeader.BytesMax));
        var code = reader.Text(CodeBytesMax);
        var detail = reader.Text(DetailBytesMax);
        var evidence = reader.Bytes(0, RecordLimits.EvidenceBytesMax);
        return reader.Complete && header.Ok ? new ChainStop(header.Value, code, detail, OffenceEvidence.Parse(evidence).Value) : null;
    }

    /// <summary>As the node says it.</summary>
    public Refusal Reason => (Refusals.Find(Code) ?? Refusals.ChainStopped).With(Detail);
}
