using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// Whether a store hands out the sealed content of a record (chain.md §4.7): to the patient of the visit or the owner of the
/// folder, to those who wrote it, and to a reader under a grant in force. Anybody else, a doctor of the same visit too, needs
/// a grant. Decided from the chain's state at its newest block, and closed wherever that is in doubt.
/// </summary>
public static class ContentDecision
{
    /// <param name="request">The reader's request; who reads by an own right names no grant.</param>
    /// <param name="record">The record asked for, as the chain has it.</param>
    /// <param name="view">What is known of the chains.</param>
    public static Parsed<ContentPermit> Decide(AccessRequest request, Record record, DeliveryView view)
    {
        if (DeliveryDecision.RefusesRequest(request, view) is { } refused)
        {
            return refused;
        }

        var entries = view.Chain.Entries;
        if (record.Id != request.RecordId || entries.Record(record.Id) is not { Accepted: true } || ContentOf(record.Body) is not { } content)
        {
            return Refusals.RecordUnknown.With(request.RecordId.ToString());
        }

        if (entries.Document(record.Id) is { Erased: true } erased)
        {
            return Refusals.Erased.With($"height {erased.ErasedAtHeight}");
        }

        if (view.OrderedErased)
        {
            return Refusals.Erased.With("ordered, its block is to come");
        }

        var refusal = IsWriter(request.Requester, record, entries) ? RefusesWriter(request.Requester, view) : RefusesReader(request, record, view);
        return refusal is null ? new ContentPermit(request, content) : refusal;
    }

    /// <summary>The content that a record names; null for kinds without any.</summary>
    public static ContentReceipt? ContentOf(RecordBody body) => body switch
    {
        Diagnosis diagnosis => diagnosis.Content,
        TeamDiagnosis team => team.Content,
        Document document => document.Content,
        _ => null,
    };

    /// <summary>The author; of a team's diagnosis everyone who signed.</summary>
    private static bool IsWriter(Bytes32 reader, Record record, ChainEntries entries) =>
        entries.AreOneParty(record.Author, reader)
        || (record.Body is TeamDiagnosis team && entries.Team(team.Sid) is { } session && session.Members.Any(member => entries.AreOneParty(member.Doctor, reader)));

    private static Refusal? RefusesWriter(Bytes32 reader, DeliveryView view) =>
        reader == view.Chain.Genesis.Supernode.Signing ? null : GrantStanding.RefusesDoctor(reader, view.Chain.Entries);

    private static Refusal? RefusesReader(AccessRequest request, Record record, DeliveryView view) => record.Body switch
    {
        Document => DeliveryDecision.Decide(request, view) is { Ok: false } refused ? refused.Refusal : null,
        Diagnosis diagnosis => RefusesReaderOf(diagnosis.Pid.Span, request, view),
        TeamDiagnosis team => RefusesReaderOf(team.Pid.Span, request, view),
        _ => Refusals.RecordUnknown.With(record.Kind),
    };

    /// <summary>A closed visit's key may be in other hands: it reads nothing.</summary>
    private static Refusal? RefusesReaderOf(ReadOnlySpan<byte> pid, AccessRequest request, DeliveryView view) =>
        view.Chain.Entries.Visit(pid) is { } visit && visit.Signing == request.Requester
            ? visit.Closed ? Refusals.VisitClosed : null
            : view.Chain.Entries.BreakGlass(request.GrantId) is { } emergency ? BreakGlassStanding.Refuses(emergency, request, pid, view)
            : VisitConsent.Decide(request, view, pid) is { Ok: false } refused ? refused.Refusal : null;
}
