using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Chains;

/// <summary>A decided record and where it stands.</summary>
/// <param name="Record">The record.</param>
/// <param name="Height">Height of the block.</param>
/// <param name="Index">Its place in the block; of a refused record, the place of the rejection that carries it.</param>
/// <param name="IsRefused">It stands inside a rejection.</param>
public sealed record LocatedRecord(Record Record, ulong Height, int Index, bool IsRefused);
