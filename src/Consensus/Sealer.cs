using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus;

/// <summary>
/// The supernode's work (chain.md §4.2, §4.3, §4.7): verify what is pending every interval or as soon as ten wait, seal
/// ten at once or fewer after their wait, reject what fails, and sign HEAD while nothing is overdue.
/// </summary>
internal sealed class Sealer(CoreState core, ulong startMillis)
{
    // Reasons that another record or a registry block may still remove: such a record waits (chain.md §4.2).
    private static readonly HashSet<RefusalReason> MayYetPass =
    [
        Refusals.VisitUnknown, Refusals.RecordUnknown, Refusals.GrantUnknown, Refusals.GranteeUnknown, Refusals.DoctorUnknown,
        Refusals.ProxyUnknown, Refusals.StoreUnknown, Refusals.HospitalMismatch, Refusals.RegistryBehind, Refusals.AuthorUnknown,
    ];

    private readonly Dictionary<long, IReadOnlyList<PendingRecord>> jobs = [];
    private ComposedBlock? beingSealed;
    private ulong nextVerifyMillis = startMillis;
    private ulong nextHeadMillis = startMillis;

    public int ReadyCount => core.Pool.InOrder.Count(record => record.Stage == PendingStage.Ready);

    /// <summary>When the next block is due if nothing more comes; 0 with nothing pending.</summary>
    public ulong NextBlockAtMillis => core.Pool.Oldest is { } oldest
        ? Math.Max(oldest.ReceivedMillis + core.Parameters.MaxRecordWaitMillis, oldest.Stage == PendingStage.Ready ? 0 : nextVerifyMillis)
        : 0;

    public void Tick(ulong nowMillis)
    {
        VerifyWhenDue(nowMillis);
        SealWhenDue(nowMillis);
        if (nowMillis >= nextHeadMillis && !AnyOverdue(nowMillis))
        {
            SignHead(nowMillis);
        }
    }

    /// <summary>The interval is over; or ten wait, where those judged on this very block already don't count.</summary>
    public void VerifyWhenDue(ulong nowMillis)
    {
        if (jobs.Count >= core.Options.VerifyJobsMax)
        {
            return; // when a job ends, what gathered meanwhile makes a larger batch
        }

        if (nowMillis >= nextVerifyMillis)
        {
            nextVerifyMillis = nowMillis + core.Parameters.VerifyIntervalMillis;
            Verify(nowMillis, IsWaiting);
            return;
        }

        var enough = (int)core.Parameters.RecordsPerBlock;
        if (core.Pool.InOrder.Where(Unjudged).Take(enough).Count() == enough)
        {
            Verify(nowMillis, Unjudged);
        }
    }

    public void Verified(RecordsVerified message, ulong nowMillis)
    {
        if (!jobs.Remove(message.JobId, out var records))
        {
            return;
        }

        for (var i = 0; i < records.Count; i++)
        {
            var (record, result) = (records[i], message.Results[i]);
            if (result.Ok)
            {
                record.Stage = PendingStage.Ready;
                record.Verified = result.Value;
            }
            else
            {
                Refuse(record, result.Refusal, nowMillis);
            }
        }

        SealWhenDue(nowMillis);
        VerifyWhenDue(nowMillis);
    }

    public void Rejected(RejectionSigned message, ulong nowMillis)
    {
        if (message.Record.Record.Body is Rejection body && core.Pool.TryGet(body.Refused.Id, out var refused)
            && !core.Pool.TryGet(message.Record.Record.Id, out _))
        {
            // It is as old as what it refuses, so the promise's deadline holds for it too.
            core.Pool.Add(new PendingRecord(message.Record, refused.ReceivedMillis, deadlineMillis: 0));
            Verify(nowMillis, Unjudged);
        }
    }

    public void Sealed(HeaderSealed message, ulong nowMillis)
    {
        if (beingSealed is not { } composed || composed.Header.Hash != message.HeaderHash)
        {
            return;
        }

        beingSealed = null;
        var block = new Block(new SealedHeader(composed.Header, message.Seal), composed.Records);
        core.Apply(block, composed.After, composed.Changes);
        core.Emit(new BroadcastBlock(block));
        SealWhenDue(nowMillis);
        if (!AnyOverdue(nowMillis))
        {
            SignHead(nowMillis);
        }
    }

    /// <summary>A full block of verified records, or the oldest has waited long enough.</summary>
    public void SealWhenDue(ulong nowMillis)
    {
        while (beingSealed is null)
        {
            var ready = core.Pool.InOrder.Where(record => record.Stage == PendingStage.Ready).Take((int)core.Parameters.RecordsPerBlock).ToArray();
            var full = ready.Length >= core.Parameters.RecordsPerBlock;
            if (ready.Length == 0 || (!full && nowMillis < ready.Min(record => record.ReceivedMillis) + core.Parameters.MaxRecordWaitMillis))
            {
                return;
            }

            var timeMillis = Math.Max(nowMillis, core.Chain.Head.TimeMillis + 1);
            var composed = BlockRules.Compose(core.Chain, core.Registry.Newest, timeMillis, ready.Select(record => record.Verified!).ToArray());
            if (composed.LeftOut.Count > 0)
            {
                TakeBack(composed.LeftOut, nowMillis); // fewer are ready now: look again
                continue;
            }

            beingSealed = composed;
            core.Emit(new SealHeader(composed.Header));
        }
    }

    private static bool IsWaiting(PendingRecord record) => record.Stage == PendingStage.Waiting;

    private bool Unjudged(PendingRecord record) => IsWaiting(record) && record.JudgedAtHeight != core.Chain.Head.Height;

    private void Verify(ulong nowMillis, Func<PendingRecord, bool> which)
    {
        var context = core.ContextAt(nowMillis);
        var tasks = new List<RecordTask>();
        var taken = new List<PendingRecord>();
        foreach (var record in core.Pool.InOrder.Where(which).ToArray())
        {
            if (taken.Count == core.Options.VerifyRecordsMax)
            {
                break;
            }

            record.JudgedAtHeight = core.Chain.Head.Height;
            var task = RecordRules.Check(record.Record, context);
            if (task.Ok)
            {
                record.Stage = PendingStage.Verifying;
                tasks.Add(task.Value);
                taken.Add(record);
            }
            else
            {
                Refuse(record, task.Refusal, nowMillis);
            }
        }

        if (tasks.Count > 0)
        {
            var job = core.NextJob();
            jobs.Add(job, taken);
            core.Emit(new VerifyRecords(job, tasks, core.Chain));
        }
    }

    private void TakeBack(IReadOnlyList<LeftOut> leftOut, ulong nowMillis)
    {
        foreach (var (record, refusal) in leftOut)
        {
            if (!core.Pool.TryGet(record.Id, out var pending))
            {
                continue;
            }

            pending.Stage = PendingStage.Waiting;
            pending.Verified = null;
            if (refusal is not null)
            {
                Refuse(pending, refusal, nowMillis);
            }
        }
    }

    /// <summary>Waits if the reason may pass, else asks for a rejection.</summary>
    private void Refuse(PendingRecord record, Refusal refusal, ulong nowMillis)
    {
        record.Verified = null;
        if (record.Refuses is { } refused)
        {
            // The refusal no longer holds: the refused record is judged anew.
            core.Pool.Remove(record.Id);
            if (core.Pool.TryGet(refused, out var again))
            {
                again.Stage = PendingStage.Waiting;
            }

            return;
        }

        if (MayYetPass.Contains(refusal.Reason) && nowMillis < record.ReceivedMillis + core.Parameters.MaxRecordWaitMillis)
        {
            record.Stage = PendingStage.Waiting;
            return;
        }

        record.Stage = PendingStage.Refused;
        core.Emit(new SignRejection(new Rejection { Refused = record.Record, Code = refusal.Code }, nowMillis));
    }

    private bool AnyOverdue(ulong nowMillis) =>
        core.Pool.Oldest is { DeadlineMillis: not 0 } oldest && oldest.DeadlineMillis <= nowMillis;

    private void SignHead(ulong nowMillis)
    {
        nextHeadMillis = nowMillis + core.Parameters.HeadIntervalMillis;
        core.HeadTimeMillis = Math.Max(nowMillis, core.HeadTimeMillis + 1);
        core.Emit(new SignHead(core.Chain.Head.Height, core.Chain.Head.Hash, core.HeadTimeMillis));
    }
}
