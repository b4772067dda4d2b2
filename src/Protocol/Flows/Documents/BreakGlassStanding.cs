using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>Whether an emergency lets its leading officer have a record's sealed content (crypto.md §8), as the chain stands at its newest block.</summary>
public static class BreakGlassStanding
{
    /// <param name="emergency">What the request names in place of a grant.</param>
    /// <param name="request">The officer's request, its signature checked.</param>
    /// <param name="pid">PID of the visit that the record is about.</param>
    /// <param name="view">What is known of the chains.</param>
    public static Refusal? Refuses(BreakGlassEntry emergency, AccessRequest request, ReadOnlySpan<byte> pid, DeliveryView view) =>
        !view.Chain.Entries.AreOneParty(request.Requester, emergency.Lead) || !emergency.Pid.Span.SequenceEqual(pid) ? Refusals.BreakGlassNotCovered.With(request.RecordId.ToString())
        : IsOver(emergency, GrantStanding.LaterOf(view)) ? Refusals.BreakGlassOver
        : view.Chain.Entries.Escrow(emergency.EscrowId)?.RefusesUse() is { } withdrawn ? withdrawn
        : emergency.Opened.Count >= RecordLimits.OpenedMax && !emergency.Opened.Contains(request.RecordId) ? Refusals.BreakGlassNotCovered.With($"{RecordLimits.OpenedMax} records at most")
        : GrantStanding.RefusesDoctor(request.Requester, view.Chain.Entries);

    /// <summary>Closed, or its time has passed.</summary>
    public static bool IsOver(BreakGlassEntry emergency, ulong nowMillis) => emergency.Closed || nowMillis >= emergency.UntilMillis;
}
