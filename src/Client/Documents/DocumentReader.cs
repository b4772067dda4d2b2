using System.Security.Cryptography;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Documents;

/// <summary>
/// Reads documents as their folder's owner or as a grantee through the proxy (crypto.md §7). Records, grant and folder
/// key are proven on the chain; the proxy's proof, the content's hash and the author's signature are checked before the
/// plaintext gets its name.
/// </summary>
/// <param name="session">The reader at work.</param>
/// <param name="progress">Told how much of a download is done, from 0 to 1.</param>
public sealed class DocumentReader(ClientSession session, IProgress<double>? progress = null)
{
    /// <summary>Asks the proxy under a grant. The answer can be checked by anyone with <see cref="EvidenceAsync"/>.</summary>
    /// <param name="chainId">The document's chain.</param>
    /// <param name="documentId">Its record id.</param>
    /// <param name="grantId">The grant.</param>
    /// <param name="target">File for the plaintext, of which there is none yet.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="visit">The visit to which a patient was granted it; null for anyone with a key of their own.</param>
    public async Task<(DocumentDelivery Delivery, OpenedDocument Opened)> FetchAsync(
        Bytes32 chainId, Bytes32 documentId, Bytes32 grantId, string target, CancellationToken cancellation, VisitNote? visit = null)
    {
        RefuseExisting(target);
        var identity = FolderOwner.IdentityOf(session, visit?.Index);
        var request = session.SignRequest(identity, chainId, documentId, grantId);
        var delivery = await session.Connect(session.Settings.ManagerNode(), identity).DocumentAccessAsync(request, cancellation).ConfigureAwait(false);
        var document = await session.Chains.RecordAsync(chainId, documentId, identity, cancellation).ConfigureAwait(false);
        var grant = await session.Chains.RecordAsync(chainId, grantId, identity, cancellation).ConfigureAwait(false);
        await session.Chains.CheckPromiseAsync(chainId, delivery.AccessId, delivery.Promise, identity, cancellation).ConfigureAwait(false);
        var body = DocumentOf(document.Record);
        var (folder, folderKey) = await FolderAsync(chainId, body.FolderId, identity, cancellation).ConfigureAwait(false);
        if (grant.Record.Author != folder.Owner)
        {
            throw new RefusedException(Refusals.ConsentMissing.With("the grant is not the folder owner's"));
        }

        using var receiving = visit is null ? session.Keystore.Keys.P21Receiving(EpochOf(grant.Record)) : new PatientVisits(session).ReceivingOf(visit);
        using var key = DocumentOpening.AsGrantee(document.Record, grant.Record, folderKey, delivery, receiving).OrRefuse();
        return (delivery, await OpenAsync(document.Record, body, key, grantId, identity, target, cancellation).ConfigureAwait(false));
    }

    /// <summary>The epoch whose key the grant was given to.</summary>
    private uint EpochOf(Record grant) =>
        (grant.Body is Grant body ? session.OwnKeys.EpochOf(body.Grantee.Key) : null) ?? session.Keystore.Counters.Epoch;

    /// <summary>Opens a document of an own folder with the folder's pair.</summary>
    public async Task<OpenedDocument> ReadOwnAsync(FolderNote folder, Bytes32 documentId, string target, CancellationToken cancellation)
    {
        RefuseExisting(target);
        var identity = FolderOwner.IdentityOf(session, folder.VisitIndex);
        var document = await session.Chains.RecordAsync(folder.ChainId, documentId, identity, cancellation).ConfigureAwait(false);
        using var pair = session.Keystore.Keys.P21Folder(folder.FolderId.ToArray());
        using var key = DocumentOpening.AsOwner(document.Record, pair).OrRefuse();
        return await OpenAsync(document.Record, DocumentOf(document.Record), key, grantId: default, identity, target, cancellation).ConfigureAwait(false);
    }

    /// <summary>What anyone needs to judge the proxy's answer offline; nothing in it is secret.</summary>
    /// <param name="chainId">The chain.</param>
    /// <param name="documentId">The document.</param>
    /// <param name="grantId">The grant it was read under.</param>
    /// <param name="delivery">The proxy's answer.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="visit">The visit that read it, likewise.</param>
    public async Task<ReencryptionEvidence> EvidenceAsync(
        Bytes32 chainId, Bytes32 documentId, Bytes32 grantId, DocumentDelivery delivery, CancellationToken cancellation, VisitNote? visit = null)
    {
        var identity = FolderOwner.IdentityOf(session, visit?.Index);
        var document = await session.Chains.RecordProofAsync(chainId, documentId, identity, cancellation).ConfigureAwait(false);
        var evidence = new ReencryptionEvidence
        {
            Folder = await session.Chains.ProofAsync(chainId, StateKinds.Folder, DocumentOf(document.Record).FolderId.ToArray(), identity, cancellation).ConfigureAwait(false),
            Document = document,
            Grant = await session.Chains.RecordProofAsync(chainId, grantId, identity, cancellation).ConfigureAwait(false),
            Reencryption = delivery.Reencryption,
        };
        var genesis = await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        evidence.Check(genesis).OrRefuse();
        return evidence;
    }

    private static Document DocumentOf(Record record) =>
        record.Body as Document ?? throw new RefusedException(Refusals.RecordUnknown.With($"record {record.Id} is a {record.Kind}"));

    private static void RefuseExisting(string target)
    {
        if (File.Exists(target))
        {
            throw new RefusedException(ClientRefusals.FileExists.With(target));
        }
    }

    private async Task<(FolderEntry Folder, P21PublicKey Key)> FolderAsync(
        Bytes32 chainId, Bytes32 folderId, LoginIdentity identity, CancellationToken cancellation)
    {
        var folder = await session.Chains.FolderAsync(chainId, folderId, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.FolderUnknown.With(folderId.ToString()));
        return P21PublicKey.TryDecode(folder.Key.Span, out var key) ? (folder, key) : throw new RefusedException(Refusals.KeyMalformed.With("folder"));
    }

    private async Task<OpenedDocument> OpenAsync(
        Record record, Document body, DocumentKey key, Bytes32 grantId, LoginIdentity identity, string target, CancellationToken cancellation)
    {
        var content = body.Content;
        var fetched = await new ContentDownload(session, identity, progress).FetchAsync(record, content, grantId, cancellation).ConfigureAwait(false);
        var (size, disclosure) = await WritePlainAsync(record, key, fetched, target, cancellation).ConfigureAwait(false);
        File.Delete(fetched);
        session.Shelf.PutNote(ShelfKinds.Document, record.Id, new DocumentNote(
            record.Id, record.ChainId, body.FolderId, content.MediaType, content.SizeBytes, body.CreatedMillis));
        return new OpenedDocument(target, size, content.MediaType, record.Author, disclosure);
    }

    /// <summary>Opened beside the target, which is named only after the author's signature held.</summary>
    private static async Task<(long SizeBytes, DocumentDisclosure Disclosure)> WritePlainAsync(Record record, DocumentKey key, string sealedFile, string target, CancellationToken cancellation)
    {
        var partial = target + ".unverified";
        var secret = key.Bytes.ToArray();
        try
        {
            (long Bytes, Signature64 Author)? opened;
            File.Delete(partial);
            await using (var source = new FileStream(sealedFile, FileMode.Open, FileAccess.Read))
            await using (var plain = new FileStream(partial, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, // never into a file or link that somebody else put there
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                opened = await AuthoredDocument.OpenAsync(source, plain, secret, record.Author, record.ChainId, cancellation).ConfigureAwait(false);
            }

            if (opened is not { } whole)
            {
                throw new RefusedException(ClientRefusals.ContentUnreadable.With($"document {record.Id}"));
            }

            File.Move(partial, target, overwrite: false);
            return (whole.Bytes, new DocumentDisclosure(record.Id, secret, whole.Author));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            File.Delete(partial);
        }
    }
}
