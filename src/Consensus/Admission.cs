using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

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
            : record.Body is Report report && RefusalOf(report.Evidence.Value!) is { } refusal ? refusal
            : core.Pool.Count >= core.Options.PendingRecordsMax ? Refusals.Busy.With($"{core.Pool.Count} records wait")
            : record.Body is Access && core.Pool.AccessesBy(record.Author) >= core.Options.PendingAccessesPerHolderMax ? Refusals.Busy.With("too many accesses by this author wait")
            : core.FreeRefusals.IsExhausted(record.Author, nowMillis) && IsPerson(record) ? Refusals.RefusedTooOften.With($"{core.Options.FreeRefusalsPerHourMax} in an hour")
            : core.Pool.CountBy(record.Author) >= core.Options.PendingPerPersonMax && IsPerson(record) ? Refusals.Busy.With("too many by this author wait")
            : null;
    }

    /// <summary>Of one offence one report waits or stands, and of one hospital's a few, so that no flood takes the others' room; a fork always has its own.</summary>
    private Refusal? RefusalOf(OffenceEvidence evidence) =>
        core.Pool.Alleges(evidence.OffenceKey) ? Refusals.OffenceKnown.With("reported before")
        : Accusation.Refuses(core.Chain.Entries, evidence) is { } refusal && refusal.Reason != Refusals.AccusedUnknown ? refusal // the hospital may be about to be enrolled
        : evidence is not ForkEvidence && core.Pool.CountAgainst(evidence.Genesis.ChainId) >= core.Options.PendingPerAccusedMax ? Refusals.Busy.With("too many reports of this hospital wait")
        : null;

    /// <summary>A doctor or a patient's visit, or a reporter from elsewhere. The hospital, stores and proxies write for many.</summary>
    private bool IsPerson(Record record)
    {
        var entries = core.Chain.Entries;
        return record.Body is Report || entries.Enrolment(record.Author)?.Role == PartyRole.Doctor || entries.VisitAuthoredBy(record.Author) is not null;
    }
}
