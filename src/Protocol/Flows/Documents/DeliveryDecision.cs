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
        if (RequestOf(request, view) is { } refused)
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

        if (entries.Grant(request.GrantId) is not { } grant || !Covers(grant, request, document, folder))
        {
            return Refusals.ConsentMissing;
        }

        return (ConsentOf(grant, request, view) ?? RangeOf(document, request, view) ?? ReaderOf(grant, view)) is { } refusal
            ? refusal
            : new DeliveryPermit(request, document, folder, grant);
    }

    private static Refusal? RequestOf(AccessRequest request, DeliveryView view) =>
        request.ChainId != view.Chain.ChainId ? Refusals.WrongChain.With(request.ChainId.ToString())
        : !request.SignatureIsValid() ? Refusals.RequestInvalid.With(string.Empty)
        : HeadFreshness.Refuses(view.Chain, view.Head, view.NowMillis);

    /// <summary>Given to this reader by the folder's owner, for this document or its folder; a folder's successor needs its own.</summary>
    private static bool Covers(GrantEntry grant, AccessRequest request, DocumentEntry document, FolderEntry folder) =>
        grant.Grantee == request.Requester
        && grant.Giver == folder.Owner
        && grant.Scope switch
        {
            GrantScope.Record => new Bytes32(grant.Target.Span) == request.RecordId,
            GrantScope.Folder => new Bytes32(grant.Target.Span) == document.FolderId,
            _ => false,
        };

    private static Refusal? ConsentOf(GrantEntry grant, AccessRequest request, DeliveryView view)
    {
        var later = LaterOf(view);
        return grant.Revoked ? Refusals.ConsentRevoked.With($"height {grant.RevokedAtHeight}")
            : view.RevokedOnSight.Contains(request.GrantId) ? Refusals.ConsentRevoked.With("signed, its block is to come")
            : later >= grant.UntilMillis ? Refusals.ConsentExpired
            : later < grant.FromMillis ? Refusals.ConsentNotYetValid
            : null;
    }

    private static Refusal? RangeOf(DocumentEntry document, AccessRequest request, DeliveryView view) =>
        document.Range.Admits(request.Requester, LaterOf(view)) ? null : Refusals.OutsideAccessRange;

    /// <summary>The reader still is who the grant says, on the reader's own chain at its newest HEAD.</summary>
    private static Refusal? ReaderOf(GrantEntry grant, DeliveryView view)
    {
        if (grant.GranteeChainId == view.Chain.ChainId)
        {
            return view.Chain.Entries.VisitAuthoredBy(grant.Grantee) is { } pid
                ? view.Chain.Entries.Visit(pid.Span) is { Closed: false } ? null : Refusals.VisitClosed
                : DoctorOf(grant.Grantee, view.Chain.Entries);
        }

        if (view.ReaderChain is not { } home || home.ChainId != grant.GranteeChainId)
        {
            return Refusals.ChainUnknown.With($"the reader's chain {grant.GranteeChainId}");
        }

        var standing = !home.Genesis.IsRegistry ? DoctorOf(grant.Grantee, home.Entries)
            : home.Entries.Enrolment(grant.Grantee)?.Role is PartyRole.ThirdParty or PartyRole.Hospital ? null
            : Refusals.GranteeUnknown;
        return standing is not null ? standing : HeadFreshness.Refuses(home, view.ReaderHead, view.NowMillis);
    }

    private static Refusal? DoctorOf(Bytes32 reader, ChainEntries entries) =>
        entries.Enrolment(reader)?.Role != PartyRole.Doctor ? Refusals.GranteeUnknown
        : entries.Credit(reader) is { Expelled: false } ? null
        : Refusals.AuthorExpelled;

    /// <summary>Grants are judged by the later of block time and clock (chain.md §4.7).</summary>
    private static ulong LaterOf(DeliveryView view) => Math.Max(view.NowMillis, view.Chain.Head.TimeMillis);
}
