using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Rules;

/// <summary>A multisignature key must come with a valid proof of possession (crypto.md §6).</summary>
public sealed class PossessionObligation(ReadOnlyMemory<byte> multisignature, Bytes32 signing, ReadOnlyMemory<byte> proof) : Obligation
{
    /// <summary>384 bytes.</summary>
    public ReadOnlyMemory<byte> Multisignature { get; } = multisignature;

    public Bytes32 Signing { get; } = signing;

    /// <summary>144 bytes.</summary>
    public ReadOnlyMemory<byte> Proof { get; } = proof;

    public override RefusalReason Reason => Refusals.ProofOfPossessionInvalid;

    public override bool Same(Obligation other) =>
        other is PossessionObligation that
        && that.Signing == Signing
        && that.Multisignature.Span.SequenceEqual(Multisignature.Span)
        && that.Proof.Span.SequenceEqual(Proof.Span);
}
