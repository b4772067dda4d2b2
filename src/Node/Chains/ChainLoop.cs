using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Rules;
using HospitalChain.Storage;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains;

/// <summary>
/// The one loop of a chain: runs a core on what the store has until it stops or something breaks; then this chain stands
/// still, says why, and still answers. A full disk heals: when there is space again it goes on from what is stored.
/// </summary>
internal sealed class ChainLoop(
    ChainHost chain, ChainOptions settings, ChainStore store, CosignedHeads cosigned, PoolStore pool, ChainFacts facts, ChainInbox inbox, EffectPerformer performer, RegistryVersions? registry, ChainHostShared shared)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private Task ticking = Task.CompletedTask;
    private volatile bool tickDue;
    private bool mayHeal;
    private bool first = true;

    public void Start()
    {
        running = Task.Run(RunAsync);
        ticking = Task.Run(TickAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running, ticking);
        stopping.Dispose();
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(shared.Options.TickInterval, shared.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                tickDue = true;
                inbox.Wake();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task RunAsync()
    {
        try
        {
            StopAsBefore();

            while (true)
            {
                if (facts.Stopped is null)
                {
                    await RunCoreAsync();
                }

                await StandStillAsync();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops.
        }

        inbox.Close();
        var refusal = Refusals.ChainStopped.With("the node stops");
        performer.RefuseExpected(refusal);
        var stored = new StoredAnswers(pool, facts);
        while (inbox.Reader.TryRead(out var work))
        {
            Answer(work, stored, refusal);
        }
    }

    /// <summary>What stopped the chain for good before the node's restart still does: nothing is ever picked (chain.md §4.6).</summary>
    private void StopAsBefore()
    {
        var stop = store.Stop();
        facts.Offence = stop?.Evidence;
        if (store.Evidence().FirstOrDefault(evidence => evidence.IsFork) is { } fork)
        {
            performer.Stop(Refusals.Equivocation.With($"height {fork.Height}; both are kept"));
        }
        else if (stop is not null)
        {
            performer.Stop(stop.Reason);
        }
    }

    private async Task RunCoreAsync()
    {
        await using var jobs = new VerificationJobs(shared.Verification, shared.Evidence, inbox);
        CoreRun? run = null;
        try
        {
            run = new CoreRun(Load(), chain.Peers, registry, inbox, jobs, performer, facts, shared.Options);
            chain.Peers.ForgetTold();
            while (facts.Stopped is null)
            {
                stopping.Token.ThrowIfCancellationRequested();
                var tick = tickDue;
                tickDue = false;
                if (!await run.RoundAsync(shared.NowMillis, tick))
                {
                    await inbox.Reader.WaitToReadAsync(stopping.Token);
                }
            }
        }
        catch (StoreException exception)
        {
            mayHeal = exception.Code == StoreErrorCodes.DiskFull;
            performer.Stop(Refusals.ChainStopped.With($"{exception.Code}: {exception.Message}"), exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            performer.Stop(Refusals.ChainStopped.With("an internal fault; the node's log has it"), exception);
        }

        var stored = new StoredAnswers(pool, facts);
        foreach (var ask in run?.TakeUnanswered() ?? [])
        {
            Answer(ask, stored, facts.Stopped!);
        }
    }

    private ChainCore Load()
    {
        var loaded = first ? facts.Chain : store.Load(); // at first it was loaded a moment ago
        first = false;
        facts.Chain = loaded;
        var options = new CoreOptions
        {
            IsSupernode = chain.IsSupernode,
            PendingRecordsMax = shared.Options.PendingRecordsMax,
            VerifyRecordsMax = shared.Options.VerifyRecordsMax,
            SyncBlocksMax = shared.Options.SyncBlocksMax,
            SyncTimeoutMillis = (ulong)shared.Options.SyncTimeout.TotalMilliseconds,
            ForwardRetryMillis = (ulong)shared.Options.ForwardRetry.TotalMilliseconds,
            ConfirmationsAfterRestore = shared.Engine.IsRestored ? settings.ConfirmationsAfterRestore : 0,
            ManagerConfirms = settings.ManagerConfirms && chain.Peers.ManagerIsAnother,
            ConfirmationWaitMillis = (ulong)shared.Options.ConfirmationWait.TotalMilliseconds,
            IsWitness = settings.IsWitness,
        };
        var hashes = new Bytes32[loaded.Head.Height + 1];
        for (var height = 0UL; height < (ulong)hashes.Length; height++)
        {
            hashes[height] = store.HashAt(height) ?? throw new InvalidOperationException($"header hash {height} is missing");
        }

        return new ChainCore(options, loaded, hashes, PoolEntries(), facts.NewestHead, cosigned.Own(), shared.NowMillis);
    }

    /// <summary>Followers keep the supernode's promise beside the record; a record's signature was checked before it was stored, and is again.</summary>
    private IEnumerable<PoolEntry> PoolEntries() =>
        from pooled in pool.Load()
        let deadline = chain.IsSupernode ? pooled.DeadlineMillis : pool.PromiseOf(pooled.Record.Id)?.DeadlineMillis ?? 0
        select new PoolEntry(SignedRecord.Verify(pooled.Record).OrThrow(), pooled.ReceivedMillis, deadline);

    /// <summary>Answers what comes without changing anything, until the store takes writes again or the node stops.</summary>
    private async Task StandStillAsync()
    {
        var refusal = facts.Stopped!.Code == Refusals.ChainStopped.Code ? facts.Stopped : Refusals.ChainStopped.With(facts.Stopped.Code);
        performer.RefuseExpected(refusal);
        var stored = new StoredAnswers(pool, facts);
        while (await inbox.Reader.WaitToReadAsync(stopping.Token))
        {
            while (inbox.Reader.TryRead(out var work))
            {
                Answer(work, stored, refusal);
                if (work is ChainWork.Wake)
                {
                    inbox.Woken();
                }
            }

            if (mayHeal && tickDue && !shared.Engine.IsDiskFull)
            {
                mayHeal = false;
                facts.Stopped = null;
                shared.Log.ChainGoesOn(chain.Name);
                return;
            }

            tickDue = false;
        }
    }

    private static void Answer(ChainWork work, StoredAnswers stored, Refusal refusal)
    {
        switch (work)
        {
            case ChainWork.Submit submitted:
                submitted.Answered.TrySetResult(stored.Of(submitted.Record.Record.Id) is { Status: not SubmissionStatus.Unknown } known
                    ? known
                    : new SubmissionAnswer(submitted.Record.Record.Id, SubmissionStatus.Rejected, Refusal: refusal));
                break;
            case ChainWork.Ask ask:
                ask.Answered.TrySetResult(stored.Of(ask.RecordId));
                break;
        }
    }
}
