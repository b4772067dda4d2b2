using HospitalChain.Protocol.Records;

namespace HospitalChain.Storage.Chains;

/// <summary>A record that was accepted and is not decided yet.</summary>
/// <param name="Record">The record, parsed again from its bytes.</param>
/// <param name="ReceivedMillis">When this node accepted it.</param>
/// <param name="DeadlineMillis">Deadline that this node promised for it; 0 where it promised none.</param>
public sealed record PooledRecord(Record Record, ulong ReceivedMillis, ulong DeadlineMillis);
