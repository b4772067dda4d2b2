using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>Folders: new in name and key, owned by who opens them, continued once and by their owner (crypto.md §7).</summary>
internal static class FolderRules
{
    public static Refusal? Check(Record record, OpenFolder body, JudgementContext context, List<Obligation> obligations)
    {
        var entries = context.Entries;
        if (body.Owner != record.Author)
        {
            return Refusals.AuthorNotAllowed.With("a folder is opened by its owner");
        }

        if (IsOfClosedVisit(body.Owner, entries))
        {
            return Refusals.VisitClosed;
        }

        if (body.FolderId.IsZero || body.FolderId == body.Predecessor || entries.Folder(body.FolderId) is not null)
        {
            return Refusals.NotNew.With("folder id");
        }

        if (entries.Used(StateKinds.UsedP21Key, body.Key.Span))
        {
            return Refusals.NotNew.With("folder key");
        }

        obligations.Add(new PointObligation(KeyForm.P21, body.Key));
        return body.Predecessor.IsZero ? null : PredecessorOf(body, entries);
    }

    /// <summary>The owner is a visit whose key was lost or stolen: nothing more is given by it or sealed to it.</summary>
    public static bool IsOfClosedVisit(Bytes32 owner, ChainEntries entries) =>
        entries.VisitAuthoredBy(owner) is { } pid && entries.Visit(pid.Span) is { Closed: true };

    private static Refusal? PredecessorOf(OpenFolder body, ChainEntries entries) =>
        entries.Folder(body.Predecessor) is not { } before ? Refusals.FolderUnknown.With(body.Predecessor.ToString())
        : before.Owner != body.Owner ? Refusals.AuthorNotAllowed.With("only its owner continues a folder")
        : before.Succeeded ? Refusals.FolderSucceeded.With(before.Successor.ToString())
        : null;
}
