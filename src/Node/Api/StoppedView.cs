namespace HospitalChain.Node.Api;

/// <summary>Why a chain stands still.</summary>
public sealed record StoppedView(string Code, string Detail);
