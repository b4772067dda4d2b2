using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains;

/// <summary>How far records have come by what is on the disk, for a chain that stands still.</summary>
internal sealed class StoredAnswers(PoolStore pool, ChainFacts facts)
{
    private readonly Lazy<Dictionary<Bytes32, PooledRecord>> pooled = new(() => pool.Load().ToDictionary(entry => entry.Record.Id));

    public SubmissionAnswer Of(Bytes32 recordId)
    {
        if (facts.Chain.Entries.Record(recordId) is { } decided)
        {
            return new SubmissionAnswer(recordId, decided.Accepted ? SubmissionStatus.InBlock : SubmissionStatus.Rejected, decided.Height);
        }

        return !pooled.Value.TryGetValue(recordId, out var entry) ? new SubmissionAnswer(recordId, SubmissionStatus.Unknown)
            : entry.DeadlineMillis == 0 ? new SubmissionAnswer(recordId, SubmissionStatus.Accepted)
            : new SubmissionAnswer(recordId, SubmissionStatus.Promised, 0, PromisedAt(entry.DeadlineMillis), entry.DeadlineMillis);
    }

    /// <summary>From the deadline, not from the arrival: after a clock was set back they differ, and a promise is made once.</summary>
    private ulong PromisedAt(ulong deadlineMillis) => deadlineMillis - facts.Chain.Genesis.Parameters.PromiseWaitMillis;
}
