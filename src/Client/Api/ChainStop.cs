namespace HospitalChain.Client.Api;

/// <summary>Why a node stopped following a chain.</summary>
public sealed record ChainStop(string Code, string? Detail);
