using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// Whether a patient lets a reader have a diagnosis, a doctor's or a team's, as the chain stands at its newest block
/// (chain.md §4.7). Store and proxy ask the same.
/// </summary>
public static class VisitConsent
{
    /// <summary>The grant that lets the request's signer read the record; the patient's own reading needs none and is not judged here.</summary>
    /// <param name="request">The reader's request.</param>
    /// <param name="view">What is known of the chains.</param>
    /// <param name="pid">PID of the visit that the record is about.</param>
    public static Parsed<GrantEntry> Decide(AccessRequest request, DeliveryView view, ReadOnlySpan<byte> pid)
    {
        if (DeliveryDecision.RefusesRequest(request, view) is { } refused)
        {
            return refused;
        }

        var entries = view.Chain.Entries;
        if (entries.Record(request.RecordId) is not { Accepted: true } record || entries.Visit(pid) is not { } visit)
        {
            return Refusals.RecordUnknown.With(request.RecordId.ToString());
        }

        if (entries.Grant(request.GrantId) is not { } grant || !Covers(grant, request, view, pid, record.Owner))
        {
            return Refusals.ConsentMissing;
        }

        var refusal = GrantStanding.RefusesTime(grant, request.GrantId, view) ?? GrantStanding.RefusesReader(grant, request.Requester, view) ?? (visit.Closed ? Refusals.VisitClosed : null);
        return refusal is null ? grant : refusal;
    }

    /// <summary>Given to this reader by the patient whose record it is, for this record or the whole visit.</summary>
    private static bool Covers(GrantEntry grant, AccessRequest request, DeliveryView view, ReadOnlySpan<byte> pid, Bytes32 owner) =>
        GrantStanding.IsReader(grant, request.Requester, view)
        && grant.Giver == owner
        && grant.Scope switch
        {
            GrantScope.Record => new Bytes32(grant.Target.Span) == request.RecordId,
            GrantScope.Visit => grant.Target.Span.SequenceEqual(pid),
            _ => false,
        };
}
