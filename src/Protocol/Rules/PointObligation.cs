namespace HospitalChain.Protocol.Rules;

/// <summary>Bytes must be the strict encoding of a key.</summary>
public sealed class PointObligation(KeyForm form, ReadOnlyMemory<byte> encoded) : Obligation
{
    public KeyForm Form { get; } = form;

    public ReadOnlyMemory<byte> Encoded { get; } = encoded;

    public override RefusalReason Reason => Refusals.KeyMalformed;

    public override bool Same(Obligation other) =>
        other is PointObligation that && that.Form == Form && that.Encoded.Span.SequenceEqual(Encoded.Span);
}
