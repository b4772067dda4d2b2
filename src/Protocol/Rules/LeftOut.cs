using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Rules;

/// <summary>A candidate that did not go into a block.</summary>
/// <param name="Record">The record.</param>
/// <param name="Refusal">Why it fails now; null where it passes but would need another cryptographic check.</param>
public sealed record LeftOut(Record Record, Refusal? Refusal);
