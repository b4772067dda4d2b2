using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Protocol.Rules;

/// <summary>The evidence of a report must show what it alleges (chain.md §4.5).</summary>
public sealed class EvidenceObligation(OffenceEvidence evidence, ReadOnlyMemory<byte> bytes) : Obligation
{
    public OffenceEvidence Evidence { get; } = evidence;

    public override RefusalReason Reason => Refusals.EvidenceUnproven;

    private ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public override bool Same(Obligation other) => other is EvidenceObligation that && that.Bytes.Span.SequenceEqual(Bytes.Span);
}
