using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Rules;

/// <summary>The first k doctors of a team must have signed D_1 … D_k in this order (crypto.md §6 Verify).</summary>
public sealed class TeamSignatureObligation(
    Bytes32 sid, ulong startMillis, IReadOnlyList<Bytes32> commitments, IReadOnlyList<ReadOnlyMemory<byte>> keys, ReadOnlyMemory<byte> signature) : Obligation
{
    public Bytes32 Sid { get; } = sid;

    /// <summary>T.</summary>
    public ulong StartMillis { get; } = startMillis;

    /// <summary>D_1 … D_k.</summary>
    public IReadOnlyList<Bytes32> Commitments { get; } = commitments;

    /// <summary>The doctors' multisignature keys in order, 384 bytes each.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Keys { get; } = keys;

    /// <summary>R_k ‖ Q_k, 96 bytes.</summary>
    public ReadOnlyMemory<byte> Signature { get; } = signature;

    public override RefusalReason Reason => Refusals.TeamSignatureInvalid;

    public override bool Same(Obligation other) =>
        other is TeamSignatureObligation that
        && that.Sid == Sid
        && that.StartMillis == StartMillis
        && that.Commitments.SequenceEqual(Commitments)
        && that.Keys.Count == Keys.Count
        && that.Keys.Zip(Keys).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span))
        && that.Signature.Span.SequenceEqual(Signature.Span);
}
