using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus;

/// <summary>
/// The supernode's judgement of what is pending (chain.md §4.2): every interval, as soon as ten wait, and for the one
/// whose time to wait is over. What fails becomes a rejection, unless something pending may still cure it.
/// </summary>
internal sealed class RecordJudge(CoreState core, ulong startMillis)
{
    /// <summary>The same record is not judged again sooner than this for being overdue.</summary>
    private const ulong RejudgeMillis = 100;

    // Reasons that another record, a registry block or time may still remove: such a record waits (chain.md §4.2).
    private static readonly HashSet<RefusalReason> MayYetPass =
    [
        Refusals.VisitUnknown, Refusals.RecordUnknown, Refusals.GrantUnknown, Refusals.GranteeUnknown, Refusals.DoctorUnknown,
        Refusals.ProxyUnknown, Refusals.StoreUnknown, Refusals.HospitalMismatch, Refusals.RegistryBehind, Refusals.AuthorUnknown,
        Refusals.IssuedInFuture, Refusals.TeamUnknown, Refusals.NotYourTurn, Refusals.StepSuperseded, Refusals.AttemptMismatch,
        Refusals.FolderUnknown, Refusals.AccusedUnknown, Refusals.CaseUnknown, Refusals.CaseStageWrong,
    ];

    private readonly Dictionary<long, IReadOnlyList<PendingRecord>> jobs = [];

    /// <summary>When the interval is over.</summary>
    public ulong NextMillis { get; private set; } = startMillis;

    public void JudgeWhenDue(ulong nowMillis)
    {
        if (jobs.Count >= core.Options.VerifyJobsMax || core.SealIsPending || !core.RegistryIsReady)
        {
            return; // what gathers meanwhile makes a larger batch
        }

        if (nowMillis >= NextMillis)
        {
            NextMillis = nowMillis + core.Parameters.VerifyIntervalMillis;
            Judge(nowMillis, _ => true);
            return;
        }

        var enough = (int)core.Parameters.RecordsPerBlock;
        if (core.Pool.In(PendingStage.Waiting).Any(record => IsUrgent(record, nowMillis)))
        {
            Judge(nowMillis, record => IsUrgent(record, nowMillis));
        }
        else if (core.Pool.In(PendingStage.Waiting).Where(IsUnjudged).Take(enough).Count() == enough)
        {
            Judge(nowMillis, IsUnjudged); // those judged on this very block already don't count
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
                core.Pool.Move(record, PendingStage.Ready);
                record.Verified = result.Value;
            }
            else
            {
                Refuse(record, result.Refusal, nowMillis);
            }
        }
    }

    /// <summary>A rejection is as old as what it refuses, so the promise's deadline holds for it too.</summary>
    public void Rejected(RejectionSigned message)
    {
        if (message.Record.Record.Body is Rejection body && core.Pool.TryGet(body.Refused.Id, out var refused)
            && refused.Stage == PendingStage.Refused && !core.Pool.TryGet(message.Record.Record.Id, out _))
        {
            core.Pool.Add(new PendingRecord(message.Record, refused.ReceivedMillis));
        }
    }

    /// <summary>A record that was ready was left out of a block: it waits to be judged again, unless it is refused for good.</summary>
    public void TakeBack(Bytes32 recordId, Refusal? refusal, ulong nowMillis)
    {
        if (!core.Pool.TryGet(recordId, out var record))
        {
            return;
        }

        core.Pool.Move(record, PendingStage.Waiting);
        record.Verified = null;
        if (refusal is not null)
        {
            Refuse(record, refusal, nowMillis);
        }
    }

    /// <summary>A rejection goes out at once, and so does a record that may not wait any longer.</summary>
    private bool IsUrgent(PendingRecord record, ulong nowMillis) =>
        nowMillis >= record.JudgedAtMillis + RejudgeMillis && (record.Refuses is not null || nowMillis >= WaitsUntil(record));

    private bool IsUnjudged(PendingRecord record) => record.JudgedAtHeight != core.Chain.Head.Height;

    private ulong WaitsUntil(PendingRecord record) => record.ReceivedMillis + core.Parameters.MaxRecordWaitMillis;

    private void Judge(ulong nowMillis, Func<PendingRecord, bool> which)
    {
        var context = core.ContextAt(nowMillis);
        var tasks = new List<RecordTask>();
        var taken = new List<PendingRecord>();
        foreach (var record in core.Pool.In(PendingStage.Waiting).Where(which).ToArray())
        {
            if (taken.Count == core.Options.VerifyRecordsMax)
            {
                break;
            }

            record.JudgedAtHeight = core.Chain.Head.Height;
            record.JudgedAtMillis = nowMillis;
            var task = RecordRules.Check(record.Record, context);
            if (task.Ok)
            {
                core.Pool.Move(record, PendingStage.Verifying);
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

    /// <summary>Waits if the reason may pass, else asks for a rejection; a rejection that fails puts its record back.</summary>
    private void Refuse(PendingRecord record, Refusal refusal, ulong nowMillis)
    {
        record.Verified = null;
        if (record.Refuses is { } refused)
        {
            core.Pool.Remove(record.Id);
            if (core.Pool.TryGet(refused, out var again))
            {
                core.Pool.Move(again, PendingStage.Waiting);
            }
        }
        else if (MayYetPass.Contains(refusal.Reason) && nowMillis < WaitsUntil(record))
        {
            core.Pool.Move(record, PendingStage.Waiting);
        }
        else
        {
            core.Pool.Move(record, PendingStage.Refused);
            core.Emit(new SignRejection(new Rejection { Refused = record.Record, Code = refusal.Code }, nowMillis));
        }
    }
}
