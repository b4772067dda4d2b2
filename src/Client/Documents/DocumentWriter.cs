using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Keys;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Documents;

/// <summary>
/// A doctor or hospital puts a document of any type and size into a folder (P21 §4.2): signed and sealed while it
/// streams, stored, recorded. Every step can be taken up again after a break.
/// </summary>
/// <param name="session">The author at work.</param>
/// <param name="progress">Told how much of an upload is done, from 0 to 1.</param>
public sealed class DocumentWriter(ClientSession session, IProgress<double>? progress = null)
{
    private readonly Outbox outbox = new(session.Folder);

    /// <summary>Signs and seals the file and keeps the draft; nothing has left the machine yet.</summary>
    public async Task<DocumentDraft> BeginAsync(string file, DocumentTerms terms, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw new RefusedException(ClientRefusals.FileMissing.With(file));
        }

        var identity = session.OwnIdentity();
        await FolderKeyAsync(terms.ChainId, terms.FolderId, identity, cancellation).ConfigureAwait(false);
        var key = ContentEncryption.NewKey();
        DocumentDraft? draft = null;
        await outbox.SealAsync(
            file,
            (plain, sealedFile) => AuthoredDocument.SealAsync(plain, sealedFile, key, identity.Key, terms.ChainId, cancellation),
            summary => draft = Keep(summary, file, terms, key)).ConfigureAwait(false);
        return draft!;
    }

    /// <summary>Drafts that were begun and not finished.</summary>
    public IReadOnlyList<DocumentDraft> Drafts() => session.Shelf.Notes<DocumentDraft>(ShelfKinds.DocumentDraft);

    /// <summary>Documents that this profile wrote or read.</summary>
    public IReadOnlyList<DocumentNote> List() => session.Shelf.Notes<DocumentNote>(ShelfKinds.Document);

    /// <summary>Uploads, submits and forgets the draft. Called again with the same draft, it goes on.</summary>
    public async Task<RecordStatus> FinishAsync(DocumentDraft draft, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var kept = await DraftRecords.KeptAsync(session, draft.Record, identity, cancellation).ConfigureAwait(false);
        var record = kept ?? await MakeRecordAsync(draft, identity, cancellation).ConfigureAwait(false);
        if (kept is null)
        {
            session.Shelf.PutNote(ShelfKinds.DocumentDraft, draft.ContentHash, draft with { Record = record.Bytes.ToArray() });
        }

        var submission = new RecordSubmission(session);
        var status = await submission.SubmitAsync(record, identity, TimeSpan.Zero, cancellation).ConfigureAwait(false);
        var body = (Document)record.Body;
        session.Shelf.PutNote(ShelfKinds.Document, record.Id, new DocumentNote(
            record.Id, record.ChainId, body.FolderId, body.Content.MediaType, body.Content.SizeBytes, body.CreatedMillis));
        outbox.Remove(draft.ContentHash);
        session.Shelf.Remove(ShelfKinds.DocumentDraft, draft.ContentHash);
        return await submission.WaitAsync(record.ChainId, record.Id, status, identity, wait, cancellation).ConfigureAwait(false);
    }

    private DocumentDraft Keep(ContentSummary summary, string file, DocumentTerms terms, byte[] key)
    {
        var now = session.NowMillis;
        var created = Math.Min(now, (ulong)Math.Max(0, new DateTimeOffset(File.GetLastWriteTimeUtc(file)).ToUnixTimeMilliseconds()));
        var draft = new DocumentDraft(
            summary.SealedHash, terms.ChainId, terms.FolderId, key, terms.MediaType, terms.Readers, now, now + (ulong)terms.ValidFor.TotalMilliseconds, created, Record: null);
        session.Shelf.PutNote(ShelfKinds.DocumentDraft, draft.ContentHash, draft);
        return draft;
    }

    private async Task<Record> MakeRecordAsync(DocumentDraft draft, LoginIdentity identity, CancellationToken cancellation)
    {
        if (await outbox.FindAsync(draft.ContentHash, cancellation).ConfigureAwait(false) is not { } sealedFile)
        {
            outbox.Remove(draft.ContentHash);
            session.Shelf.Remove(ShelfKinds.DocumentDraft, draft.ContentHash);
            throw new RefusedException(ClientRefusals.DraftLost.With($"content {draft.ContentHash}"));
        }

        var folderKey = await FolderKeyAsync(draft.ChainId, draft.FolderId, identity, cancellation).ConfigureAwait(false);
        var context = RecordContext.ForDocument(draft.ChainId, identity.Key.PublicKey, folderKey.Encoded, draft.ContentHash);
        var store = session.Connect(session.Settings.Stores.Count > 0 ? session.Settings.Stores[0] : session.Settings.NodeFor(draft.ChainId), identity);
        var receipt = await ContentUpload.StoreAsync(store, sealedFile, draft.ContentHash, ReceiptOrder.ForDocument(draft.ChainId, folderKey.Encoded), context, cancellation, progress).ConfigureAwait(false);
        return Record.Sign(draft.ChainId, session.NowMillis, new Document
        {
            FolderId = draft.FolderId,
            Capsule = P21Encryption.Encrypt(folderKey, draft.ContentKey, context.ToArray()).Encoded.ToArray(),
            Content = new ContentReceipt
            {
                ContentHash = draft.ContentHash,
                SizeBytes = (ulong)receipt.SizeBytes,
                MediaType = draft.MediaType,
                Store = receipt.Store,
                TimeMillis = receipt.TimeMillis,
                Signature = receipt.Signature,
            },
            Range = AccessRange.Of(draft.Readers, draft.FromMillis, draft.UntilMillis),
            CreatedMillis = draft.CreatedMillis,
            SavedMillis = session.NowMillis,
        }, identity.Key);
    }

    /// <summary>The key of a folder that takes documents.</summary>
    private async Task<P21PublicKey> FolderKeyAsync(Bytes32 chainId, Bytes32 folderId, LoginIdentity identity, CancellationToken cancellation)
    {
        var folder = await session.Chains.FolderAsync(chainId, folderId, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.FolderUnknown.With(folderId.ToString()));
        return folder.Succeeded ? throw new RefusedException(Refusals.FolderSucceeded.With(folder.Successor.ToString()))
            : P21PublicKey.TryDecode(folder.Key.Span, out var key) ? key
            : throw new RefusedException(Refusals.KeyMalformed.With("folder"));
    }
}
