using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Rules;

/// <summary>A BC22 capsule must verify under the visit's key and its record's context (crypto.md §6 Verify capsule).</summary>
public sealed class TeamCapsuleObligation(ReadOnlyMemory<byte> visitKey, ReadOnlyMemory<byte> capsule, Bytes32 context) : Obligation
{
    /// <summary>48 bytes.</summary>
    public ReadOnlyMemory<byte> VisitKey { get; } = visitKey;

    /// <summary>400 bytes.</summary>
    public ReadOnlyMemory<byte> Capsule { get; } = capsule;

    public Bytes32 Context { get; } = context;

    public override RefusalReason Reason => Refusals.CapsuleInvalid;

    public override bool Same(Obligation other) =>
        other is TeamCapsuleObligation that
        && that.Context == Context
        && that.VisitKey.Span.SequenceEqual(VisitKey.Span)
        && that.Capsule.Span.SequenceEqual(Capsule.Span);
}
