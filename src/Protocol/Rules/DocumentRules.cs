using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>A document: an open folder, content that is new and kept by a store, and a capsule that the owner can open.</summary>
internal static class DocumentRules
{
    public static Refusal? Check(Record record, Document body, JudgementContext context, List<Obligation> obligations)
    {
        if (FolderOf(record, body, context) is { } folderRefusal)
        {
            return folderRefusal;
        }

        if (body.CreatedMillis > body.SavedMillis)
        {
            return Refusals.DocumentDatesInvalid;
        }

        if (body.Range.UntilMillis <= body.Range.FromMillis)
        {
            return Refusals.AccessRangeInvalid;
        }

        if (context.Registry is not { } registry)
        {
            return Refusals.RegistryBehind;
        }

        var receipt = body.Content;
        if (!StoreRules.IsStore(receipt.Store, context.Genesis.Supernode.Signing, registry))
        {
            return registry.Entries.EndOf(receipt.Store) ?? Refusals.StoreUnknown.With(receipt.Store.ToString());
        }

        if (ContentClaims.Refuses(receipt, context.Entries) is { } claimed)
        {
            return claimed;
        }

        var key = context.Entries.Folder(body.FolderId)!.Key;
        var ctx = body.ContextOf(record.ChainId, record.Author, key.Span);
        obligations.Add(new SignatureObligation(
            receipt.Store,
            SignedMessage.Receipt(record.ChainId, receipt.ContentHash, receipt.SizeBytes, ctx, receipt.TimeMillis),
            receipt.Signature,
            Refusals.ReceiptInvalid));
        obligations.Add(new DocumentCapsuleObligation(key, body.Capsule, ctx));
        return null;
    }

    /// <summary>Into a visit's folder only its doctors and the hospital write; into the hospital's own any of its doctors.</summary>
    private static Refusal? FolderOf(Record record, Document body, JudgementContext context)
    {
        var entries = context.Entries;
        if (entries.Folder(body.FolderId) is not { } folder)
        {
            return Refusals.FolderUnknown.With(body.FolderId.ToString());
        }

        if (folder.Succeeded)
        {
            return Refusals.FolderSucceeded.With(folder.Successor.ToString());
        }

        if (entries.VisitAuthoredBy(folder.Owner) is not { } pid)
        {
            return null;
        }

        var visit = entries.Visit(pid.Span)!;
        return visit.Closed ? Refusals.VisitClosed
            : record.Author == context.Genesis.Supernode.Signing || entries.Name(visit.Doctors, record.Author) ? null
            : Refusals.DoctorNotAssigned;
    }
}
