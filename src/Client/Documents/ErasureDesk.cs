using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Documents;

/// <summary>
/// Orders the erasure of a document (docs/adr/0009), as its folder's owner or as the hospital: every holder destroys what
/// it has and signs, and the certificate goes onto the chain. What was signed is kept at once, so a break costs nothing
/// and <see cref="ResumeAsync"/> asks only who is missing.
/// </summary>
public sealed class ErasureDesk(ClientSession session)
{
    /// <summary>Erasures that this profile ordered.</summary>
    public IReadOnlyList<ErasureNote> List() => session.Shelf.Notes<ErasureNote>(ShelfKinds.Erasure);

    /// <summary>Orders the erasure; ordered before, it goes on. Nothing brings the content back.</summary>
    /// <param name="chainId">The document's chain.</param>
    /// <param name="documentId">Its record id.</param>
    /// <param name="wait">How long to wait for the certificate's block.</param>
    /// <param name="cancellation">Stops it; the order stays.</param>
    public async Task<ErasureStanding> OrderAsync(Bytes32 chainId, Bytes32 documentId, TimeSpan wait, CancellationToken cancellation)
    {
        if (session.Shelf.GetNote<ErasureNote>(ShelfKinds.Erasure, documentId) is { } begun)
        {
            return await ResumeAsync(begun, wait, cancellation).ConfigureAwait(false);
        }

        var visits = session.Settings.Role == ProfileRole.Patient ? new PatientVisits(session).List().Where(visit => visit.ChainId == chainId).ToArray() : [];
        var anyone = visits is [.., var newest] ? FolderOwner.IdentityOf(session, newest.Index) : session.OwnIdentity();
        var (document, folder) = await EntriesAsync(chainId, documentId, anyone, cancellation).ConfigureAwait(false);
        if (document.Erased)
        {
            throw new RefusedException(Refusals.Erased.With($"height {document.ErasedAtHeight}"));
        }

        var visitIndex = visits.FirstOrDefault(visit => FolderOwner.IdentityOf(session, visit.Index).Key.PublicKey == folder.Owner)?.Index;
        if (session.Settings.Role == ProfileRole.Patient && visitIndex is null)
        {
            throw new RefusedException(Refusals.AuthorNotAllowed.With("the folder is of none of this patient's visits"));
        }

        var identity = FolderOwner.IdentityOf(session, visitIndex);
        var order = ErasureOrder.Sign(chainId, documentId, document.ContentHash, session.NowMillis, identity.Key);
        var note = new ErasureNote(documentId, chainId, visitIndex, order.ToBytes(), [], Record: null);
        session.Shelf.PutNote(ShelfKinds.Erasure, documentId, note);
        return await ResumeAsync(note, wait, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks the holders that did not confirm, and records the certificate once all did.</summary>
    public async Task<ErasureStanding> ResumeAsync(ErasureNote note, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = FolderOwner.IdentityOf(session, note.VisitIndex);
        var (document, folder) = await EntriesAsync(note.ChainId, note.DocumentId, identity, cancellation).ConfigureAwait(false);
        if (document.Erased)
        {
            return await CheckAsync(note.ChainId, note.DocumentId, identity, cancellation).ConfigureAwait(false);
        }

        var required = await HoldersAsync(document, folder, identity, cancellation).ConfigureAwait(false);
        var (collection, kept) = Collect(note, required);
        var refused = new Dictionary<Bytes32, string>();
        foreach (var holder in collection.Missing)
        {
            try
            {
                var confirmation = await AskAsync(holder, document, collection.Order, identity, cancellation).ConfigureAwait(false);
                collection = collection.Take(confirmation).OrRefuse();
                kept = kept with { Confirmations = [.. kept.Confirmations, confirmation.ToBytes()] };
                session.Shelf.PutNote(ShelfKinds.Erasure, note.DocumentId, kept);
            }
            catch (RefusedException refusal)
            {
                refused[holder] = refusal.Refusal.Code; // told below; the others are asked all the same
            }
        }

        if (collection.Certificate is not { } certificate)
        {
            return Told(kept, document, required, refused);
        }

        await RecordAsync(kept, certificate, identity, wait, cancellation).ConfigureAwait(false);
        return await CheckAsync(note.ChainId, note.DocumentId, identity, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// How a document's erasure stands. The chain's certificate is checked, signature by signature; before there is one,
    /// this profile's own order tells who confirmed and who did not.
    /// </summary>
    public async Task<ErasureStanding> CheckAsync(Bytes32 chainId, Bytes32 documentId, LoginIdentity identity, CancellationToken cancellation)
    {
        var (document, folder) = await EntriesAsync(chainId, documentId, identity, cancellation).ConfigureAwait(false);
        if (document.Erased)
        {
            return await ProvenAsync(chainId, documentId, document, identity, cancellation).ConfigureAwait(false);
        }

        var note = session.Shelf.GetNote<ErasureNote>(ShelfKinds.Erasure, documentId)
            ?? throw new RefusedException(ClientRefusals.NotErased.With($"document {documentId}"));
        var required = await HoldersAsync(document, folder, identity, cancellation).ConfigureAwait(false);
        return Told(note, document, required, new Dictionary<Bytes32, string>());
    }

    /// <summary>As whom to ask about a chain: a patient as the newest visit on it.</summary>
    public LoginIdentity IdentityFor(Bytes32 chainId) => session.Settings.Role == ProfileRole.Patient
        ? FolderOwner.IdentityOf(session, new PatientVisits(session).List().LastOrDefault(visit => visit.ChainId == chainId)?.Index ?? throw new RefusedException(ClientRefusals.NotFoundHere.With("a visit on that chain")))
        : session.OwnIdentity();

    private async Task RecordAsync(ErasureNote note, ErasureCertificate certificate, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation)
    {
        var record = note.Record is { } made && Record.Parse(made).OrRefuse() is { Body: Erasure body } before && body.Certificate.Hash == certificate.Hash
            ? before
            : Record.Sign(note.ChainId, session.NowMillis, new Erasure { Certificate = certificate }, identity.Key);
        session.Shelf.PutNote(ShelfKinds.Erasure, note.DocumentId, note with { Record = record.Bytes.ToArray() });
        await new RecordSubmission(session).SubmitAsync(record, identity, wait, cancellation).ConfigureAwait(false);
    }

    private async Task<ErasureStanding> ProvenAsync(Bytes32 chainId, Bytes32 documentId, DocumentEntry document, LoginIdentity identity, CancellationToken cancellation)
    {
        var node = session.Connect(session.Settings.NodeFor(chainId), identity);
        var genesis = await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var block = await node.BlockAsync(chainId, document.ErasedAtHeight, cancellation).ConfigureAwait(false);
        var record = block.Records.FirstOrDefault(record => record.Body is Erasure body && body.Certificate.Order.DocumentId == documentId)
            ?? throw new RefusedException(Refusals.ProofInvalid.With($"block {document.ErasedAtHeight} has no erasure of {documentId}"));
        var proof = await session.Chains.RecordProofAsync(chainId, record.Id, identity, cancellation).ConfigureAwait(false);
        var certificate = CheckedErasure.Check(proof, genesis).OrRefuse().Certificate;
        return certificate.Hash != document.CertificateHash
            ? throw new RefusedException(Refusals.ErasureInvalid.With("the certificate is not the one in the chain's state"))
            : new ErasureStanding(
                documentId,
                document.ErasedAtHeight,
                certificate.Order.OrderedBy,
                certificate.Order.TimeMillis,
                [.. certificate.Confirmations.Select(confirmation => new HolderStanding(confirmation.Holder, PartOf(confirmation.Holder, document), confirmation.TimeMillis, null))],
                certificate,
                proof);
    }

    private static ErasureStanding Told(ErasureNote note, DocumentEntry document, IReadOnlyList<Bytes32> required, Dictionary<Bytes32, string> refused)
    {
        var order = ErasureOrder.Parse(note.Order).OrRefuse();
        var confirmed = note.Confirmations.Select(bytes => ErasureConfirmation.Parse(bytes).OrRefuse()).ToDictionary(confirmation => confirmation.Holder);
        return new ErasureStanding(
            note.DocumentId,
            ErasedAtHeight: null,
            order.OrderedBy,
            order.TimeMillis,
            [.. required.Select(holder => new HolderStanding(holder, PartOf(holder, document), confirmed.GetValueOrDefault(holder)?.TimeMillis, refused.GetValueOrDefault(holder)))],
            Certificate: null,
            Proof: null);
    }

    /// <summary>What was confirmed before; a holder that is no longer required stays out.</summary>
    private static (ErasureCollection Collection, ErasureNote Note) Collect(ErasureNote note, IReadOnlyList<Bytes32> required)
    {
        var collection = ErasureCollection.Begin(ErasureOrder.Parse(note.Order).OrRefuse(), required);
        foreach (var confirmation in note.Confirmations.Select(bytes => ErasureConfirmation.Parse(bytes).OrRefuse()))
        {
            collection = collection.Take(confirmation) is { Ok: true } taken ? taken.Value : collection;
        }

        return (collection, note);
    }

    /// <summary>A holder's node: the store's by its key, the proxy's at the system manager's.</summary>
    private async Task<ErasureConfirmation> AskAsync(Bytes32 holder, DocumentEntry document, ErasureOrder order, LoginIdentity identity, CancellationToken cancellation)
    {
        var settings = session.Settings;
        var address = settings.Stores.Concat(settings.Nodes.Values).FirstOrDefault(node => node.NodeKey == holder)
            ?? (holder != document.Store && (await session.Chains.ProxyAsync(identity, cancellation).ConfigureAwait(false)).Key == holder ? settings.ManagerNode() : null)
            ?? throw new RefusedException(ClientRefusals.HolderUnreachable.With(holder.ToString()));
        return await session.Connect(address, identity).EraseAsync(order, cancellation).ConfigureAwait(false);
    }

    /// <summary>As <see cref="Protocol.Rules.ErasureHolders"/>, from proven entries.</summary>
    private async Task<IReadOnlyList<Bytes32>> HoldersAsync(DocumentEntry document, FolderEntry folder, LoginIdentity identity, CancellationToken cancellation)
    {
        var holders = new SortedSet<Bytes32> { document.Store };
        foreach (var proxy in folder.Proxies)
        {
            if (await session.Chains.EnrolmentAsync(session.Settings.Registry(), proxy, identity, cancellation).ConfigureAwait(false) is { Role: PartyRole.Proxy })
            {
                holders.Add(proxy);
            }
        }

        return [.. holders];
    }

    private async Task<(DocumentEntry Document, FolderEntry Folder)> EntriesAsync(Bytes32 chainId, Bytes32 documentId, LoginIdentity identity, CancellationToken cancellation)
    {
        var document = await session.Chains.DocumentAsync(chainId, documentId, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.RecordUnknown.With($"document {documentId}"));
        var folder = await session.Chains.FolderAsync(chainId, document.FolderId, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.FolderUnknown.With(document.FolderId.ToString()));
        return (document, folder);
    }

    private static string PartOf(Bytes32 holder, DocumentEntry document) => holder == document.Store ? "store" : "proxy";
}
