using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;

namespace HospitalChain.Consensus;

/// <summary>Takes records in (chain.md §4.1): answered 'accepted' only after they are durable, and promised only by the supernode.</summary>
internal sealed class Admission(CoreState core)
{
    /// <summary>Answers a record: one known before alike, a new one as this node may.</summary>
    /// <param name="message">The record.</param>
    /// <param name="closed">Why nothing new is taken now; null when all is well.</param>
    /// <param name="nowMillis">The node's clock.</param>
    public void Submit(RecordSubmitted message, Refusal? closed, ulong nowMillis)
    {
        var record = message.Record.Record;
        var known = StatusOf(record.Id);
        if (known.Status != SubmissionStatus.Unknown)
        {
            core.Emit(new Answer(message.RequestId, known));
            return;
        }

        if ((closed ?? RefusalOf(record, nowMillis)) is { } refusal)
        {
            core.Emit(new Answer(message.RequestId, new SubmissionAnswer(record.Id, SubmissionStatus.Rejected, Refusal: refusal)));
            return;
        }

        // Never a deadline that a HEAD signed before has passed: after the clock was set back it would prove a broken promise.
        var promisedAt = core.Options.IsSupernode ? Math.Max(nowMillis, core.HeadTimeMillis) : 0;
        var deadline = core.Options.IsSupernode ? promisedAt + core.Parameters.PromiseWaitMillis : 0;
        core.Pool.Add(new PendingRecord(message.Record, nowMillis, promisedAt, deadline));
        core.Emit(new PersistRecord(record, nowMillis, deadline));
        core.Emit(new Answer(message.RequestId, StatusOf(record.Id)));
    }

    public SubmissionAnswer StatusOf(Bytes32 recordId)
    {
        if (core.Pool.TryGet(recordId, out var pending))
        {
            var status = pending.DeadlineMillis == 0 ? SubmissionStatus.Accepted : SubmissionStatus.Promised;
            return new SubmissionAnswer(recordId, status, 0, pending.PromisedAtMillis, pending.DeadlineMillis);
        }

        return core.Chain.Entries.Record(recordId) is { } decided
            ? new SubmissionAnswer(recordId, decided.Accepted ? SubmissionStatus.InBlock : SubmissionStatus.Rejected, decided.Height)
            : new SubmissionAnswer(recordId, SubmissionStatus.Unknown);
    }

    private Refusal? RefusalOf(Record record, ulong nowMillis)
    {
        if (record.Body is Rejection)
        {
            return Refusals.KindNotAllowed.With("the supernode makes rejections itself");
        }

        if (!core.RegistryIsReady)
        {
            return Refusals.RegistryBehind.With("the registry is still being read");
        }

        var admitted = RecordRules.Admit(record, core.ContextAt(nowMillis));
        return !admitted.Ok ? admitted.Refusal
            : record.Body is Report report && IsKnown(report.Evidence.Value!.OffenceKey) ? Refusals.OffenceKnown.With("reported before")
            : core.Pool.Count >= core.Options.PendingRecordsMax ? Refusals.Busy.With($"{core.Pool.Count} records wait")
            : record.Body is Access && core.Pool.AccessesBy(record.Author) >= core.Options.PendingAccessesPerHolderMax ? Refusals.Busy.With("too many accesses by this author wait")
            : core.Pool.CountBy(record.Author) >= core.Options.PendingPerPersonMax && IsPerson(record) ? Refusals.Busy.With("too many by this author wait")
            : null;
    }

    /// <summary>Of one offence one report waits or stands, so that a flood of others never takes room.</summary>
    private bool IsKnown(Bytes32 offenceKey) => core.Pool.Alleges(offenceKey) || core.Chain.Entries.ReportOf(offenceKey) is not null;

    /// <summary>A doctor or a patient's visit, or a reporter from elsewhere. The hospital, stores and proxies write for many.</summary>
    private bool IsPerson(Record record)
    {
        var entries = core.Chain.Entries;
        return record.Body is Report || entries.Enrolment(record.Author)?.Role == PartyRole.Doctor || entries.VisitAuthoredBy(record.Author) is not null;
    }
}
