namespace HospitalChain.Consensus.Messages;

/// <summary>Time passed. At least every 100 ms, and at the time an answer of the core asked for.</summary>
public sealed record Tick() : CoreMessage;
