using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// Whether a document is delivered, by store and proxy alike (chain.md §2, §4.7, P21 §4.4): from the chain's state at its
/// newest block, and closed wherever that is in doubt. A reader needs the document's access range and a grant in force;
/// the folder's owner needs neither. Whoever delivers records the answer before the first byte leaves.
/// </summary>
public static class DeliveryDecision
{
    public static Parsed<DeliveryPermit> Decide(AccessRequest request, DeliveryView view)
    {
        var entries = view.Chain.Entries;
        if (RefusesRequest(request, view) is { } refused)
        {
            return refused;
        }

        if (entries.Document(request.RecordId) is not { } document)
        {
            return Refusals.RecordUnknown.With(request.RecordId.ToString());
        }

        if (document.Erased)
        {
            return Refusals.Erased.With($"height {document.ErasedAtHeight}");
        }

        if (view.OrderedErased)
        {
            return Refusals.Erased.With("ordered, its block is to come");
        }

        var folder = entries.Folder(document.FolderId)!;
        if (entries.VisitAuthoredBy(folder.Owner) is { } pid && entries.Visit(pid.Span) is { Closed: true })
        {
            return Refusals.VisitClosed;
        }

        if (request.Requester == folder.Owner)
        {
            return new DeliveryPermit(request, document, folder, grant: null);
        }

        if (entries.Grant(request.GrantId) is not { } grant || !Covers(grant, request, view, document, folder))
        {
            return Refusals.ConsentMissing;
        }

        return (GrantStanding.RefusesTime(grant, request.GrantId, view) ?? RangeOf(document, grant, request, view) ?? GrantStanding.RefusesReader(grant, request.Requester, view)) is { } refusal
            ? refusal
            : new DeliveryPermit(request, document, folder, grant);
    }

    /// <summary>Not of this chain, not signed, or the chain is not new enough here to decide on.</summary>
    internal static Refusal? RefusesRequest(AccessRequest request, DeliveryView view) =>
        request.ChainId != view.Chain.ChainId ? Refusals.WrongChain.With(request.ChainId.ToString())
        : !request.SignatureIsValid() ? Refusals.RequestInvalid.With(string.Empty)
        : HeadFreshness.Refuses(view.Chain, view.Head, view.NowMillis);

    /// <summary>Given to this reader by the folder's owner, for this document or its folder; a folder's successor needs its own.</summary>
    private static bool Covers(GrantEntry grant, AccessRequest request, DeliveryView view, DocumentEntry document, FolderEntry folder) =>
        GrantStanding.IsReader(grant, request.Requester, view)
        && grant.Giver == folder.Owner
        && grant.Scope switch
        {
            GrantScope.Record => new Bytes32(grant.Target.Span) == request.RecordId,
            GrantScope.Folder => new Bytes32(grant.Target.Span) == document.FolderId,
            _ => false,
        };

    private static Refusal? RangeOf(DocumentEntry document, GrantEntry grant, AccessRequest request, DeliveryView view) =>
        GrantStanding.Admits(document.Range, grant, request.Requester, view) ? null : Refusals.OutsideAccessRange;
}
