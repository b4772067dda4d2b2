namespace HospitalChain.Protocol;

/// <summary>A refusal as an answer.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What exactly, without patient data; may be empty.</param>
public sealed record Refusal(RefusalReason Reason, string Detail)
{
    public string Code => Reason.Code;

    public override string ToString() => Detail.Length == 0 ? Code : $"{Code}: {Detail}";
}
