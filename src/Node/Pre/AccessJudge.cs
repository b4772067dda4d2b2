using HospitalChain.Crypto;
using HospitalChain.Node.Accesses;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Whether the chains, as they stand here now, allow a delivery (chain.md §4.7). Every doubt is a refusal: a HEAD too
/// old, a block that is named but not here, a chain that stopped.
/// </summary>
public sealed class AccessJudge(ILedgers ledgers, Func<Bytes32, bool> isProxy, RevocationsOnSight revocations, TimeProvider time)
{
    /// <summary>Judges a request whose signature and freshness were checked.</summary>
    public async Task<Parsed<AccessPermit>> JudgeAsync(AccessRequest request, CancellationToken cancellation)
    {
        await DeliveryViews.CatchUpAsync(request, ledgers, time, cancellation);
        var nowMillis = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        var view = DeliveryViews.Of(request, ledgers, revocations.IsRevoked(request.ChainId, request.GrantId), isOrderedErased: false, nowMillis);
        if (!view.Ok)
        {
            return view.Refusal;
        }

        var ledger = ledgers.Find(request.ChainId)!;
        if (Find(ledger, view.Value.Chain, request.RecordId) is not { } record || PidOf(record) is not { } pid)
        {
            return Refusals.RecordUnknown.With(request.RecordId.ToString());
        }

        var grant = VisitConsent.Decide(request, view.Value, pid.Span);
        return !grant.Ok ? grant.Refusal
            : isProxy(grant.Value.Proxy) && Find(ledger, view.Value.Chain, request.GrantId)?.Body is Grant { Delegation: PairingDelegation delegation }
                ? new AccessPermit(ledger, record, view.Value.Chain.Entries.Visit(pid.Span)!, delegation)
                : Refusals.ConsentMissing;
    }

    /// <summary>The record is on the chain, so that the refusal of a request for it is worth recording.</summary>
    public bool Knows(AccessRequest request) =>
        ledgers.Find(request.ChainId) is { } ledger && ledger.State.Entries.Record(request.RecordId) is { Accepted: true };

    /// <summary>A record of an applied block; blocks on disk may be ahead of the state for a moment.</summary>
    private static Record? Find(ILedger ledger, ChainState state, Bytes32 recordId) =>
        state.Entries.Record(recordId) is { Accepted: true } && ledger.ReadRecord(recordId) is { IsRefused: false } located
            ? located.Record
            : null;

    /// <summary>The visit of a record with a pairing capsule; null for any other kind.</summary>
    private static ReadOnlyMemory<byte>? PidOf(Record record) => record.Body switch
    {
        Diagnosis body => body.Pid,
        TeamDiagnosis body => body.Pid,
        _ => null,
    };
}
