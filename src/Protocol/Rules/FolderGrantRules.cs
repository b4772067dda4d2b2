using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>A one-way grant of a folder or of one document in it, by the folder's owner (P21 §4.4, crypto.md §7).</summary>
internal static class FolderGrantRules
{
    /// <summary>What a one-way grant owes beyond grantee, proxy and period.</summary>
    public static Refusal? Check(Record record, Grant body, OneWayDelegation delegation, JudgementContext context, List<Obligation> obligations)
    {
        var entries = context.Entries;
        if (FolderIdOf(body, entries) is not { } folderId || entries.Folder(folderId) is not { } folder)
        {
            return body.Scope == GrantScope.Record ? Refusals.RecordUnknown.With("no such document") : Refusals.FolderUnknown.With(string.Empty);
        }

        if (folder.Owner != record.Author)
        {
            return Refusals.AuthorNotAllowed.With("only its owner grants a folder");
        }

        if (FolderRules.IsOfClosedVisit(folder.Owner, entries))
        {
            return Refusals.VisitClosed;
        }

        if (folder.Proxies.Count >= RecordLimits.FolderProxiesMax && !folder.Proxies.Contains(body.Proxy))
        {
            return Refusals.TooManyProxies.With($"{folder.Proxies.Count}");
        }

        if (entries.Used(StateKinds.UsedDelegationKey, delegation.Commitment.Span))
        {
            return Refusals.NotNew.With("commitment");
        }

        obligations.Add(new PointObligation(KeyForm.Secp, delegation.Commitment));
        obligations.Add(new PointObligation(KeyForm.Secp, delegation.V));
        return null;
    }

    /// <summary>The folder that a one-way grant reaches into; null when its target is neither folder nor document.</summary>
    public static Bytes32? FolderIdOf(Grant body, ChainEntries entries) => body.Scope switch
    {
        GrantScope.Folder => new Bytes32(body.Target.Span),
        GrantScope.Record => entries.Document(new Bytes32(body.Target.Span))?.FolderId,
        _ => null,
    };

    /// <summary>A patient's visit of this chain: the hospital shares its own documents with patients too.</summary>
    public static bool IsOpenVisit(Bytes32 key, ChainEntries entries) =>
        entries.VisitAuthoredBy(key) is { } pid && entries.Visit(pid.Span) is { Closed: false };
}
