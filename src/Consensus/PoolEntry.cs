using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus;

/// <summary>An accepted record as the durable pool gives it back after a start.</summary>
/// <param name="Record">The record.</param>
/// <param name="ReceivedMillis">When it was accepted.</param>
/// <param name="DeadlineMillis">Deadline promised for it; 0 without a promise.</param>
public sealed record PoolEntry(SignedRecord Record, ulong ReceivedMillis, ulong DeadlineMillis);
