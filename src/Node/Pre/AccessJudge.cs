using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Whether the chains, as they stand here now, allow a delivery (chain.md §4.7). Every doubt is a refusal: a HEAD too
/// old, a block that is named but not here, a chain that stopped.
/// </summary>
public sealed class AccessJudge(ILedgers ledgers, Bytes32 proxy, RevocationsOnSight revocations)
{
    /// <summary>Judges a request whose signature and freshness were checked.</summary>
    public Parsed<AccessPermit> Judge(AccessRequest request, ulong nowMillis)
    {
        if (ledgers.Find(request.ChainId) is not { } ledger || ledger.State.Genesis.IsRegistry)
        {
            return Refusals.ChainUnknown.With(request.ChainId.ToString());
        }

        var state = ledger.State;
        if (Find(ledger, state, request.RecordId) is not { } record
            || PidOf(record) is not { } pid
            || state.Entries.Record(record.Id) is not { Accepted: true } entry
            || state.Entries.Visit(pid.Span) is not { } visit)
        {
            return Refusals.RecordUnknown.With(request.RecordId.ToString());
        }

        if (state.Entries.Grant(request.GrantId) is not { } grant || !Covers(grant, request, record, pid, entry))
        {
            return Refusals.ConsentMissing;
        }

        var refusal = PeriodOf(grant, state, nowMillis)
            ?? (grant.Revoked || revocations.IsRevoked(request.ChainId, request.GrantId) ? Refusals.ConsentRevoked : null)
            ?? GranteeOf(grant, ledger, nowMillis)
            ?? HeadOf(ledger, state, nowMillis)
            ?? (visit.Closed ? Refusals.VisitClosed : null);
        if (refusal is not null)
        {
            return refusal;
        }

        return Find(ledger, state, request.GrantId)?.Body is Grant { Delegation: PairingDelegation delegation }
            ? new AccessPermit(ledger, record, visit, delegation)
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

    /// <summary>Given to this reader through this proxy, by the patient whose record it is.</summary>
    private bool Covers(GrantEntry grant, AccessRequest request, Record record, ReadOnlyMemory<byte> pid, RecordEntry entry) =>
        grant.Grantee == request.Requester
        && grant.Proxy == proxy
        && grant.Giver == entry.Owner
        && grant.Scope switch
        {
            GrantScope.Record => new Bytes32(grant.Target.Span) == record.Id,
            GrantScope.Visit => grant.Target.Span.SequenceEqual(pid.Span),
            _ => false,
        };

    private static Refusal? PeriodOf(GrantEntry grant, ChainState state, ulong nowMillis)
    {
        var later = Math.Max(nowMillis, state.Head.TimeMillis);
        return later >= grant.UntilMillis ? Refusals.ConsentExpired
            : later < grant.FromMillis ? Refusals.ConsentNotYetValid
            : null;
    }

    /// <summary>The reader still is who the grant says, on the reader's own chain at its newest HEAD.</summary>
    private Refusal? GranteeOf(GrantEntry grant, ILedger ledger, ulong nowMillis)
    {
        var home = grant.GranteeChainId == ledger.ChainId ? ledger : ledgers.Find(grant.GranteeChainId);
        if (home is null)
        {
            return Refusals.ChainUnknown.With($"the reader's chain {grant.GranteeChainId}");
        }

        var state = home.State;
        var entries = state.Entries;
        var standing = state.Genesis.IsRegistry
            ? entries.Enrolment(grant.Grantee)?.Role is PartyRole.ThirdParty or PartyRole.Hospital ? null : Refusals.GranteeUnknown
            : entries.Enrolment(grant.Grantee)?.Role != PartyRole.Doctor ? Refusals.GranteeUnknown
            : entries.Credit(grant.Grantee) is { Expelled: false } ? null
            : Refusals.AuthorExpelled;
        return standing is not null ? standing : home == ledger ? null : HeadOf(home, state, nowMillis);
    }

    /// <summary>The newest HEAD is fresh, the supernode's own, and everything up to it is applied here.</summary>
    private static Refusal? HeadOf(ILedger ledger, ChainState state, ulong nowMillis)
    {
        if (ledger.Stopped is { } stopped)
        {
            return Refusals.ChainStopped.With(stopped.Code);
        }

        var parameters = state.Genesis.Parameters;
        return ledger.NewestHead is not { } head ? Refusals.HeadTooOld.With($"no signed head of {ledger.ChainId} yet")
            : head.TimeMillis + parameters.HeadAgeMaxMillis < nowMillis ? Refusals.HeadTooOld.With($"signed {nowMillis - head.TimeMillis} ms ago")
            : head.TimeMillis > nowMillis + parameters.ClockSkewMaxMillis ? Refusals.HeadTooOld.With("the newest head is from the future; one of the clocks is wrong")
            : head.ChainId != state.ChainId || !head.SignatureIsValid(state.Genesis.Supernode.Signing) ? Refusals.HeadTooOld.With("its signature does not hold")
            : state.Head.Height < head.Height ? Refusals.HeadTooOld.With($"block {head.Height} is not here yet")
            : Contradicts(head, state) ? Refusals.Equivocation
            : null;
    }

    private static bool Contradicts(SignedHead head, ChainState state) => head.Height == state.Head.Height && head.HeaderHash != state.Head.Hash;
}
