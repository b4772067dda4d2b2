using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Rules;

/// <summary>A BIP-340 signature must hold.</summary>
public sealed class SignatureObligation(Bytes32 key, Bytes32 message, Signature64 signature, RefusalReason reason) : Obligation
{
    public Bytes32 Key { get; } = key;

    public Bytes32 Message { get; } = message;

    public Signature64 Signature { get; } = signature;

    public override RefusalReason Reason { get; } = reason;

    public override bool Same(Obligation other) =>
        other is SignatureObligation that && that.Key == Key && that.Message == Message && that.Signature == Signature && that.Reason == Reason;
}
