namespace HospitalChain.Protocol.Rules;

/// <summary>Commitments must be to the inverse of the visit's own key (crypto.md §8).</summary>
public sealed class EscrowObligation(ReadOnlyMemory<byte> visitKey, IReadOnlyList<ReadOnlyMemory<byte>> commitments, ReadOnlyMemory<byte> proof, ReadOnlyMemory<byte> context) : Obligation
{
    /// <summary>PK_j.</summary>
    public ReadOnlyMemory<byte> VisitKey { get; } = visitKey;

    public IReadOnlyList<ReadOnlyMemory<byte>> Commitments { get; } = commitments;

    public ReadOnlyMemory<byte> Proof { get; } = proof;

    public ReadOnlyMemory<byte> Context { get; } = context;

    public override RefusalReason Reason => Refusals.EscrowProofInvalid;

    public override bool Same(Obligation other) =>
        other is EscrowObligation that
        && that.VisitKey.Span.SequenceEqual(VisitKey.Span)
        && that.Proof.Span.SequenceEqual(Proof.Span)
        && that.Context.Span.SequenceEqual(Context.Span)
        && that.Commitments.Count == Commitments.Count
        && that.Commitments.Zip(Commitments).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span));
}
