using System.Security.Cryptography;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Documents;

/// <summary>
/// The owner's side of folders (crypto.md §7): opened under a pair of their own, shared by a grant on the chain and rk
/// mailed to the proxy, and after a revocation continued under a new pair.
/// </summary>
public sealed class FolderDesk(ClientSession session)
{
    /// <summary>Opens a folder, as the hospital or, with a visit, as that visit's patient.</summary>
    public async Task<(FolderNote Folder, RecordStatus Status)> OpenAsync(VisitNote? visit, string title, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = FolderOwner.IdentityOf(session, visit?.Index);
        var folder = Begin(identity, visit?.Index, title, predecessor: null);
        var status = await SubmitOpeningAsync(folder, identity, wait, cancellation).ConfigureAwait(false);
        return (folder with { Unfinished = false }, status);
    }

    /// <summary>Folders of this profile, the oldest first.</summary>
    public IReadOnlyList<FolderNote> List() => [.. session.Shelf.Notes<FolderNote>(ShelfKinds.Folder).OrderBy(folder => folder.OpenedMillis)];

    /// <summary>A folder, by the beginning of its id, or by the title of one that no other continues; the only such one when null.</summary>
    public FolderNote Find(string? name)
    {
        var folders = List();
        var continued = folders.Select(folder => folder.Predecessor).ToHashSet();
        return Choice.Of(
            folders.Where(folder =>
                (!continued.Contains(folder.FolderId) && (name is null || folder.Title == name))
                || (name is not null && folder.FolderId.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase))),
            "folder",
            name);
    }

    /// <summary>Grants given from this profile.</summary>
    public IReadOnlyList<FolderGrantNote> Grants() => session.Shelf.Notes<FolderGrantNote>(ShelfKinds.FolderGrant);

    /// <summary>A grant, by the beginning of its id; the only one when null.</summary>
    public FolderGrantNote FindGrant(string? name) => Choice.Of(
        Grants().Where(grant => name is null || grant.GrantId.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase)), "grant", name);

    /// <summary>Grants a folder, or one document in it, and mails rk to the proxy. If that breaks off, <see cref="ResumeAsync"/> goes on.</summary>
    /// <param name="folder">What is shared.</param>
    /// <param name="documentId">The one document; null for the folder, later documents included.</param>
    /// <param name="reader">Signing key of the reader.</param>
    /// <param name="readerChainId">Where the reader is enrolled: the registry for third parties and hospitals.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="duration">For how long from its beginning.</param>
    /// <param name="wait">How long to wait for the grant's block.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="fromMillis">When it begins; now if null.</param>
    public async Task<(FolderGrantNote Grant, RecordStatus Status)> ShareAsync(
        FolderNote folder, Bytes32? documentId, Bytes32 reader, Bytes32 readerChainId, string purpose, TimeSpan duration, TimeSpan wait, CancellationToken cancellation, ulong? fromMillis = null)
    {
        var from = fromMillis ?? session.NowMillis;
        var identity = FolderOwner.IdentityOf(session, folder.VisitIndex);
        var (grantee, _) = await ReaderAsync(folder.ChainId, reader, readerChainId, identity, cancellation).ConfigureAwait(false);
        var (proxy, _) = await session.Chains.ProxyAsync(identity, cancellation).ConfigureAwait(false);
        return await GrantAsync(folder, new FolderShareTerms
        {
            ChainId = folder.ChainId,
            FolderId = folder.FolderId,
            DocumentId = documentId ?? default,
            Grantee = grantee,
            Purpose = purpose,
            FromMillis = from,
            UntilMillis = from + (ulong)duration.TotalMilliseconds,
            Proxy = proxy,
        }, identity, replaces: null, wait, cancellation).ConfigureAwait(false);
    }

    /// <summary>Goes on with a grant whose key has not reached the proxy.</summary>
    public async Task<(FolderGrantNote Grant, RecordStatus Status)> ResumeAsync(FolderGrantNote grant, TimeSpan wait, CancellationToken cancellation)
    {
        var folder = FolderOf(grant);
        return await SendAsync(folder, grant, FolderOwner.IdentityOf(session, folder.VisitIndex), wait, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends a grant before its time: at the proxy's node first, which honours it on sight (chain.md §4.7), and at the
    /// hospital's in any case.
    /// </summary>
    public async Task<RecordStatus> RevokeAsync(FolderGrantNote grant, TimeSpan wait, CancellationToken cancellation)
    {
        var folder = FolderOf(grant);
        var identity = FolderOwner.IdentityOf(session, folder.VisitIndex);
        if (await RevokedAsync(folder, grant, identity, cancellation).ConfigureAwait(false) is { } before)
        {
            return before;
        }

        var record = Record.Sign(folder.ChainId, session.NowMillis, new Revoke { GrantId = grant.GrantId }, identity.Key);
        Refusal? proxyRefused = null;
        try
        {
            await session.Connect(session.Settings.ManagerNode(), identity).SubmitAsync(record, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused)
        {
            proxyRefused = refused.Refusal;
        }

        try
        {
            var status = await new RecordSubmission(session).SubmitAsync(record, identity, wait, cancellation).ConfigureAwait(false);
            return proxyRefused is null || status.IsFinal ? status : throw new RefusedException(proxyRefused);
        }
        catch (RefusedException refused) when (refused.Refusal.Code == Refusals.GrantRevoked.Code)
        {
            return await RevokedAsync(folder, grant, identity, cancellation).ConfigureAwait(false) ?? throw new RefusedException(refused.Refusal);
        }
    }

    /// <summary>
    /// The folder goes on under a new pair, so that proxy and former reader together open nothing later; grants of the
    /// whole folder that stand are given anew. Called again after a break, with either folder, it goes on.
    /// </summary>
    public async Task<FolderContinued> ContinueAsync(FolderNote folder, TimeSpan wait, CancellationToken cancellation)
    {
        if (folder is { Unfinished: true, Predecessor: { } continued })
        {
            folder = session.Shelf.GetNote<FolderNote>(ShelfKinds.Folder, continued) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With("the folder that was continued"));
        }

        var identity = FolderOwner.IdentityOf(session, folder.VisitIndex);
        var next = List().FirstOrDefault(note => note.Predecessor == folder.FolderId)
            ?? Begin(identity, folder.VisitIndex, folder.Title, folder.FolderId);
        await SubmitOpeningAsync(next, identity, wait, cancellation).ConfigureAwait(false);
        var (reissued, refused) = (new List<FolderGrantNote>(), new List<RefusedGrant>());
        foreach (var standing in await StandingGrantsAsync(folder, identity, cancellation).ConfigureAwait(false))
        {
            try
            {
                reissued.Add(await ReissueAsync(standing, next, identity, wait, cancellation).ConfigureAwait(false));
            }
            catch (RefusedException failed) when (IsFinal(failed))
            {
                refused.Add(new RefusedGrant(standing.GrantId, standing.Grantee, failed.Refusal)); // a reader who left keeps nobody else from reading on
            }
        }

        next = next with { Unfinished = false };
        session.Shelf.PutNote(ShelfKinds.Folder, next.FolderId, next);
        return new FolderContinued(next, reissued, refused);
    }

    /// <summary>Goes on with everything of this profile's folders that a break left unfinished: openings, continuations, grants.</summary>
    public async Task ResumeAllAsync(TimeSpan wait, CancellationToken cancellation)
    {
        foreach (var folder in List().Where(folder => folder.Unfinished))
        {
            Task going = folder.Predecessor is null
                ? SubmitOpeningAsync(folder, FolderOwner.IdentityOf(session, folder.VisitIndex), wait, cancellation)
                : ContinueAsync(folder, wait, cancellation);
            await going.ConfigureAwait(false);
        }

        foreach (var grant in Grants().Where(grant => grant.Letter is not null))
        {
            await ResumeAsync(grant, wait, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>How a grant stands on the chain, and the proxy's receipt once it destroyed its key.</summary>
    public async Task<(GrantEntry? Entry, Bytes32? ReceiptId)> StandingAsync(FolderGrantNote grant, CancellationToken cancellation)
    {
        var folder = FolderOf(grant);
        var identity = FolderOwner.IdentityOf(session, folder.VisitIndex);
        var entry = await session.Chains.GrantAsync(folder.ChainId, grant.GrantId, identity, cancellation).ConfigureAwait(false);
        var receipt = entry is { Revoked: true }
            ? await session.Chains.RevocationReceiptAsync(folder.ChainId, grant.GrantId, identity, cancellation).ConfigureAwait(false)
            : null;
        return (entry, receipt);
    }

    /// <summary>The revocation that an earlier try brought onto the chain; null while the grant stands.</summary>
    private async Task<RecordStatus?> RevokedAsync(FolderNote folder, FolderGrantNote grant, LoginIdentity identity, CancellationToken cancellation) =>
        await session.Chains.GrantAsync(folder.ChainId, grant.GrantId, identity, cancellation).ConfigureAwait(false) is { Revoked: true } entry
            ? new RecordStatus(grant.GrantId, RecordStatus.InBlock, null, entry.RevokedAtHeight, null)
            : null;

    /// <summary>Grants of the whole folder that stand on the chain.</summary>
    private async Task<IReadOnlyList<FolderGrantNote>> StandingGrantsAsync(FolderNote folder, LoginIdentity identity, CancellationToken cancellation)
    {
        var entries = new Dictionary<Bytes32, GrantEntry>();
        foreach (var grant in Grants().Where(grant => grant.FolderId == folder.FolderId))
        {
            if (await session.Chains.GrantAsync(folder.ChainId, grant.GrantId, identity, cancellation).ConfigureAwait(false) is { } entry)
            {
                entries.Add(grant.GrantId, entry);
            }
        }

        return [.. FolderSuccession.GrantsToReissue(folder.FolderId, entries, session.NowMillis).Select(grantId => session.Shelf.GetNote<FolderGrantNote>(ShelfKinds.FolderGrant, grantId)!)];
    }

    /// <summary>
    /// Gives a standing grant anew, once; what an earlier try made goes on. One that was refused meanwhile, perhaps because it
    /// was judged before the folder's own record was in a block, is made again.
    /// </summary>
    private async Task<FolderGrantNote> ReissueAsync(FolderGrantNote standing, FolderNote next, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation)
    {
        if (Grants().FirstOrDefault(grant => grant.Replaces == standing.GrantId && grant.FolderId == next.FolderId) is { } made)
        {
            try
            {
                return (await SendAsync(next, made, identity, wait, cancellation).ConfigureAwait(false)).Grant;
            }
            catch (RefusedException refused) when (IsFinal(refused))
            {
                session.Shelf.Remove(ShelfKinds.FolderGrant, made.GrantId);
            }
        }

        var terms = FolderSuccession.TermsFor(Record.Parse(standing.Grant).OrRefuse(), next.FolderId);
        return (await GrantAsync(next, terms, identity, standing.GrantId, wait, cancellation).ConfigureAwait(false)).Grant;
    }

    /// <summary>Said of the record itself, and for good: not that a node is busy, nor that it shows another history.</summary>
    private static bool IsFinal(RefusedException refused) =>
        refused.Refusal.Reason.Kind is not (RefusalKind.NotReady or RefusalKind.RateLimited) && refused.Refusal.Reason != Refusals.SplitView;

    /// <summary>A new folder's note: from here on a break loses nothing, since its pair and its record come from it.</summary>
    private FolderNote Begin(LoginIdentity identity, uint? visitIndex, string title, Bytes32? predecessor)
    {
        var id = new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size));
        var note = new FolderNote(id, identity.ChainId, visitIndex, title, default, predecessor, session.NowMillis, Unfinished: true);
        note = note with { RecordId = OpeningOf(note, identity).Id };
        session.Shelf.PutNote(ShelfKinds.Folder, id, note);
        return note;
    }

    private Record OpeningOf(FolderNote folder, LoginIdentity identity)
    {
        using var pair = session.Keystore.Keys.P21Folder(folder.FolderId.ToArray());
        return FolderSuccession.Continue(folder.ChainId, folder.Predecessor ?? default, folder.FolderId, pair, identity.Key, folder.OpenedMillis);
    }

    private async Task<RecordStatus> SubmitOpeningAsync(FolderNote folder, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            var status = await new RecordSubmission(session).SubmitAsync(OpeningOf(folder, identity), identity, wait, cancellation).ConfigureAwait(false);
            if (folder is { Unfinished: true, Predecessor: null })
            {
                session.Shelf.PutNote(ShelfKinds.Folder, folder.FolderId, folder with { Unfinished = false });
            }

            return status;
        }
        catch (RefusedException refused) when (refused.Refusal.Reason.Kind is not (RefusalKind.NotReady or RefusalKind.RateLimited))
        {
            session.Shelf.Remove(ShelfKinds.Folder, folder.FolderId); // no folder came of it
            throw;
        }
    }

    private async Task<(FolderGrantNote Grant, RecordStatus Status)> GrantAsync(
        FolderNote folder, FolderShareTerms terms, LoginIdentity identity, Bytes32? replaces, TimeSpan wait, CancellationToken cancellation)
    {
        var (_, receiving) = await ReaderAsync(folder.ChainId, terms.Grantee.Key, terms.Grantee.ChainId, identity, cancellation).ConfigureAwait(false);
        using var pair = session.Keystore.Keys.P21Folder(folder.FolderId.ToArray());
        var (record, letter) = FolderShare.Make(terms, pair, receiving, identity.Key, session.NowMillis);
        using (letter)
        {
            var note = new FolderGrantNote(
                record.Id, folder.FolderId, terms.DocumentId.IsZero ? null : terms.DocumentId, terms.Grantee.Key, terms.Purpose, terms.UntilMillis, record.Bytes.ToArray(), letter.ToBytes(), replaces);
            session.Shelf.PutNote(ShelfKinds.FolderGrant, note.GrantId, note);
            return await SendAsync(folder, note, identity, wait, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(FolderGrantNote Grant, RecordStatus Status)> SendAsync(
        FolderNote folder, FolderGrantNote note, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation)
    {
        var submission = new RecordSubmission(session);
        RecordStatus status;
        try
        {
            status = await submission.SubmitAsync(Record.Parse(note.Grant).OrRefuse(), identity, TimeSpan.Zero, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused) when (IsFinal(refused))
        {
            session.Shelf.Remove(ShelfKinds.FolderGrant, note.GrantId); // no grant came of it, so rk is for nothing
            throw;
        }

        if (note.Letter is { } letter)
        {
            var (proxy, enrolment) = await session.Chains.ProxyAsync(identity, cancellation).ConfigureAwait(false);
            await FolderOwner.BoxOf(session, folder.VisitIndex, identity)
                .SendAsync(session.Settings.ManagerNode(), MailPurposes.FolderRekey, proxy, enrolment.Sealing, letter, cancellation).ConfigureAwait(false);
            note = note with { Letter = null };
            session.Shelf.PutNote(ShelfKinds.FolderGrant, note.GrantId, note);
        }

        return (note, await submission.WaitAsync(folder.ChainId, note.GrantId, status, identity, wait, cancellation).ConfigureAwait(false));
    }

    /// <summary>The reader's receiving key as the chains prove it, and how a grant names the reader.</summary>
    private async Task<(Grantee Grantee, P21PublicKey Receiving)> ReaderAsync(
        Bytes32 chainId, Bytes32 reader, Bytes32 readerChainId, LoginIdentity identity, CancellationToken cancellation)
    {
        if (readerChainId == chainId && await VisitReaderAsync(chainId, reader, identity, cancellation).ConfigureAwait(false) is { } visit)
        {
            return (new Grantee { Key = reader, ChainId = chainId, SealedHeader = default, EnrolmentProof = default }, visit);
        }

        var proof = await session.Chains.ProofAsync(readerChainId, StateKinds.Enrolment, reader.ToArray(), identity, cancellation).ConfigureAwait(false);
        var entry = proof.Value is { } value ? EnrolmentEntry.Parse(value.Span) : null;
        if (entry is null || !P21PublicKey.TryDecode(entry.P21Receiving.Span, out var receiving))
        {
            throw new RefusedException(Refusals.GranteeUnknown.With($"{reader} on chain {readerChainId}"));
        }

        var isKnown = readerChainId == chainId || readerChainId == session.Settings.Registry();
        var enrolment = isKnown ? null : EnrolmentProof.Of(proof) ?? throw new RefusedException(Refusals.GranteeProofInvalid);
        return (new Grantee
        {
            Key = reader,
            ChainId = readerChainId,
            SealedHeader = enrolment is null ? default(ReadOnlyMemory<byte>) : proof.Sealed.ToBytes(),
            EnrolmentProof = enrolment is null ? default(ReadOnlyMemory<byte>) : enrolment.ToBytes(),
        }, receiving);
    }

    /// <summary>The receiving key of a patient's visit on the folder's own chain; null when the reader is none.</summary>
    private async Task<P21PublicKey?> VisitReaderAsync(Bytes32 chainId, Bytes32 reader, LoginIdentity identity, CancellationToken cancellation) =>
        await session.Chains.EntryAsync(chainId, StateKinds.VisitAuthor, reader.ToArray(), identity, cancellation).ConfigureAwait(false) is { } pid
        && await session.Chains.VisitAsync(chainId, pid, identity, cancellation).ConfigureAwait(false) is { } visit
        && P21PublicKey.TryDecode(visit.P21Receiving.Span, out var receiving)
            ? receiving
            : null;

    private FolderNote FolderOf(FolderGrantNote grant) =>
        session.Shelf.GetNote<FolderNote>(ShelfKinds.Folder, grant.FolderId) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With("the grant's folder"));
}
