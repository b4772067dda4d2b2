using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus;

/// <summary>
/// A follower passes accepted records to the supernode until it promises or refuses them, and again when a promise was
/// not kept in time: what was answered 'accepted' ends in a block (chain.md §4.1).
/// </summary>
internal sealed class Forwarder(CoreState core)
{
    private const int RecordsAtOnceMax = 64;

    // What a supernode whose clock or registry is behind this node's says until it has caught up.
    private static readonly HashSet<RefusalReason> Transient = [Refusals.AlreadyRecorded, Refusals.AuthorUnknown, Refusals.IssuedInFuture];

    /// <summary>Passes on what is due.</summary>
    public void Plan(ulong nowMillis)
    {
        if (core.Stopped is not null)
        {
            return;
        }

        var due = core.Pool.InOrder.Where(record => IsDue(record, nowMillis)).Take(RecordsAtOnceMax).ToArray();
        foreach (var record in due)
        {
            record.ForwardedAtMillis = nowMillis;
        }

        if (due.Length > 0)
        {
            core.Emit(new ForwardRecords(due.Select(record => record.Record).ToArray()));
        }
    }

    /// <summary>The supernode is back: what it has not promised goes out at once.</summary>
    public void SupernodeJoined(ulong nowMillis)
    {
        foreach (var record in core.Pool.InOrder.Where(record => record.DeadlineMillis == 0))
        {
            record.ForwardedAtMillis = 0;
        }

        Plan(nowMillis);
    }

    /// <summary>
    /// A promise for a record that this node passed on. Any other is left alone: a supernode signs as many as it likes, and
    /// only what waits here leaves the store again.
    /// </summary>
    public void Promised(Promise promise)
    {
        if (core.Pool.TryGet(promise.RecordId, out var record))
        {
            record.PromisedAtMillis = promise.TimeMillis;
            record.DeadlineMillis = promise.DeadlineMillis;
            core.Emit(new KeepPromise(promise));
        }
    }

    /// <summary>A refusal that may pass leaves the record in the pool, to be passed on again.</summary>
    public void Refused(SupernodeRefused message)
    {
        var reason = message.Refusal.Reason;
        var final = reason.Kind is not (RefusalKind.NotReady or RefusalKind.RateLimited) && !Transient.Contains(reason);
        if (final && core.Pool.TryGet(message.RecordId, out _))
        {
            core.Pool.Remove(message.RecordId);
            core.Emit(new ForgetRecord(message.RecordId, message.Refusal));
        }
    }

    private bool IsDue(PendingRecord record, ulong nowMillis) =>
        record.DeadlineMillis == 0 ? nowMillis >= record.ForwardedAtMillis + core.Options.ForwardRetryMillis
        : nowMillis >= record.DeadlineMillis && nowMillis >= record.ForwardedAtMillis + core.Parameters.PromiseWaitMillis;
}
