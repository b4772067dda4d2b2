using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Consensus;

/// <summary>The answer to a submission, or to a question about a record.</summary>
/// <param name="RecordId">The record.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Height">Block height, where it is in a block or a rejection; otherwise 0.</param>
/// <param name="PromiseTimeMillis">Time of the PROMISE; 0 without one.</param>
/// <param name="PromiseDeadlineMillis">Its deadline; 0 without one.</param>
/// <param name="Refusal">Why it was refused at once; null otherwise.</param>
public sealed record SubmissionAnswer(
    Bytes32 RecordId, SubmissionStatus Status, ulong Height = 0, ulong PromiseTimeMillis = 0, ulong PromiseDeadlineMillis = 0, Refusal? Refusal = null);
