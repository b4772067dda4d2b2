namespace HospitalChain.Protocol.Rules;

/// <summary>A rejection is right only if these obligations of the refused record fail, and for this reason first.</summary>
public sealed class RefutationObligation(IReadOnlyList<Obligation> refused, string code) : Obligation
{
    public IReadOnlyList<Obligation> Refused { get; } = refused;

    /// <summary>Stable code that the rejection gives.</summary>
    public string Code { get; } = code;

    public override RefusalReason Reason => Refusals.RejectionUnfounded;

    public override bool Same(Obligation other) =>
        other is RefutationObligation that
        && that.Code == Code
        && that.Refused.Count == Refused.Count
        && that.Refused.Zip(Refused).All(pair => pair.First.Same(pair.Second));
}
