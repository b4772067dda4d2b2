using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Node.Chains;

/// <summary>
/// The verification that one core asked for and waits for. Started by the chain's loop; results go to its inbox. How many
/// are out is the core's to bound.
/// </summary>
internal sealed class VerificationJobs(VerificationPool pool, IEvidenceChecker? evidence, ChainInbox inbox) : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> running = [];

    /// <summary>Starts what <paramref name="effect"/> asks to verify, if it does.</summary>
    public void StartIfAsked(Effect effect)
    {
        switch (effect)
        {
            case VerifyRecords records:
                Start(async () => new RecordsVerified(records.JobId, await pool.RunAsync(seed => Verify(records, seed), stopping.Token)));
                break;
            case VerifyBlocks blocks:
                Start(() => VerifyAsync(blocks));
                break;
        }
    }

    /// <summary>Ends what is out; no result comes after this.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running);
        stopping.Dispose();
    }

    private void Start(Func<Task<CoreMessage>> job)
    {
        running.RemoveAll(task => task.IsCompleted);
        running.Add(RunAsync(job));
    }

    private async Task RunAsync(Func<Task<CoreMessage>> job)
    {
        try
        {
            ChainWork work;
            try
            {
                work = new ChainWork.JobDone(this, await job());
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                work = new ChainWork.JobFailed(this, exception);
            }

            await inbox.PostAsync(work, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The core that asked is gone.
        }
    }

    /// <summary>Consecutive parts of the run on as many threads as there are cores; what follows the first refusal is left out.</summary>
    private async Task<CoreMessage> VerifyAsync(VerifyBlocks asked)
    {
        var parts = await Task.WhenAll(BlockRuns.Split(asked.Planned, block => block.Tasks.Count, pool.JobsMax)
            .Select(part => pool.RunAsync(seed => BlockVerifier.Verify(part, seed), stopping.Token)));
        var verified = new List<VerifiedBlock>();
        foreach (var part in parts)
        {
            verified.AddRange(part.Verified);
            if (part.Refusal is not null)
            {
                return new BlocksVerified(asked.JobId, verified, part.Refusal);
            }
        }

        return new BlocksVerified(asked.JobId, verified, null);
    }

    /// <summary>
    /// Evidence first, which only the hospital can judge, then what anyone can check (chain.md §4.2). Only a mismatch of
    /// evidence goes before: for any other reason a rejection holds only if it is the first that everybody finds, and a record
    /// refused for another one could never be decided.
    /// </summary>
    private Parsed<VerifiedRecord>[] Verify(VerifyRecords asked, Bytes32 seed)
    {
        var results = new Parsed<VerifiedRecord>[asked.Tasks.Count];
        var left = new List<int>();
        for (var i = 0; i < results.Length; i++)
        {
            if (EvidenceRefusalOf(asked, asked.Tasks[i].Record) is { } refusal && refusal.Reason == Refusals.EvidenceMismatch)
            {
                results[i] = refusal;
            }
            else
            {
                left.Add(i);
            }
        }

        var verified = ObligationVerifier.Verify(left.Select(i => asked.Tasks[i]).ToArray(), seed);
        for (var i = 0; i < verified.Length; i++)
        {
            results[left[i]] = verified[i];
        }

        return results;
    }

    private Refusal? EvidenceRefusalOf(VerifyRecords asked, Record record) => evidence is null ? null : record.Body switch
    {
        Diagnosis body when asked.State.Entries.Visit(body.Pid.Span) is { } visit => evidence.Check(record, body, visit),
        TeamDiagnosis body when asked.State.Entries.Visit(body.Pid.Span) is { } visit => evidence.CheckTeam(record, visit),
        _ => null,
    };
}
