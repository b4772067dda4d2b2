using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// TEAM-HAND-OVER mail, doctor k to doctor k+1: the signed step, as it goes to the chain, and c_k, the list so far under
/// the group key. Canonical: [1, chain id, sid, k, team-step record bin, c_k bin].
/// </summary>
public sealed class HandOver
{
    private const ulong Version = 1;
    private const int Fields = 6;

    public required Bytes32 ChainId { get; init; }

    public required Bytes32 Sid { get; init; }

    /// <summary>k, from 1.</summary>
    public required uint Place { get; init; }

    /// <summary>Canonical team-step record of place k.</summary>
    public required ReadOnlyMemory<byte> Step { get; init; }

    /// <summary>c_k.</summary>
    public required ReadOnlyMemory<byte> SealedDraft { get; init; }

    public static Parsed<HandOver> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var handOver = new HandOver
        {
            ChainId = reader.Bytes32(),
            Sid = reader.Bytes32(),
            Place = (uint)reader.UInt(RecordLimits.TeamSizeMax),
            Step = reader.Bytes(1, FlowLimits.TeamStepRecordBytesMax).ToArray(),
            SealedDraft = reader.Bytes(SealedBox.OverheadBytes, FlowLimits.MailBytesMax).ToArray(),
        };
        return reader.Complete && handOver.Place > 0 ? handOver : Refusals.Malformed.With("hand-over");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(Sid).UInt(Place).Bytes(Step.Span).Bytes(SealedDraft.Span).ToArray();
}
