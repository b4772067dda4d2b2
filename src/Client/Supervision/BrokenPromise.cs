using HospitalChain.Crypto;

namespace HospitalChain.Client.Supervision;

/// <summary>A promise that a supernode broke.</summary>
/// <param name="RecordId">The record that was kept out.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="DeadlineMillis">Until when it was promised.</param>
/// <param name="ReportId">The report; null where the node that took the evidence has yet to write it.</param>
public sealed record BrokenPromise(Bytes32 RecordId, Bytes32 ChainId, ulong DeadlineMillis, Bytes32? ReportId);
