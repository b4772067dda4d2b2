using HospitalChain.Protocol.Records;

namespace HospitalChain.Consensus.Effects;

/// <summary>Make an accepted record durable.</summary>
/// <param name="Record">The record.</param>
/// <param name="ReceivedMillis">When it was accepted.</param>
/// <param name="DeadlineMillis">Deadline promised for it; 0 on a node that does not promise.</param>
public sealed record PersistRecord(Record Record, ulong ReceivedMillis, ulong DeadlineMillis) : Effect;
