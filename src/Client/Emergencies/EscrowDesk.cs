using System.Security.Cryptography;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Escrow;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Flows.Emergencies;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Client.Emergencies;

/// <summary>
/// A patient's escrow of a visit, by consent (crypto.md §8): shares of 1/x_j for emergency officers, or for guardians who
/// give a lost keystore's visit back. Without it nobody opens anything, and what is lost stays lost.
/// </summary>
public sealed class EscrowDesk(ClientSession session)
{
    private readonly PatientVisits visits = new(session);

    /// <summary>Shares the visit's key. Holders who break the rules together keep what they were given; see <see cref="WithdrawAsync"/>.</summary>
    /// <param name="visit">The visit, in a block.</param>
    /// <param name="purpose">For whom.</param>
    /// <param name="holders">Their signing keys, of the visit's chain or the registry.</param>
    /// <param name="needed">k, how many of them together open; at least 2.</param>
    /// <param name="wait">How long to wait for the block.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<RecordStatus> ShareAsync(VisitNote visit, EscrowPurpose purpose, IReadOnlyList<Bytes32> holders, int needed, TimeSpan wait, CancellationToken cancellation)
    {
        if (needed < 2 || needed > holders.Count || holders.Count > RecordLimits.EscrowHoldersMax || holders.Distinct().Count() != holders.Count)
        {
            throw new RefusedException(ClientRefusals.InputInvalid.With($"2 to {RecordLimits.EscrowHoldersMax} different holders, at least 2 of them needed"));
        }

        var identity = visits.IdentityOf(visit);
        var to = new List<SealingPublicKey>();
        foreach (var holder in holders)
        {
            to.Add(await SealingOfAsync(visit.ChainId, holder, identity, cancellation).ConfigureAwait(false));
        }

        using var key = visits.KeyOf(visit);
        var context = Escrow.Context(visit.ChainId, visit.Pid, purpose);
        using var dealing = EscrowDealing.Deal(key, needed, holders.Count, context);
        var body = new Escrow
        {
            Pid = visit.Pid,
            Purpose = purpose,
            Holders = holders,
            Commitments = [.. dealing.Commitments.Points.Select(point => (ReadOnlyMemory<byte>)point.Encoded.ToArray())],
            Proof = dealing.Proof,
            Shares = [.. holders.Select((holder, index) => SealShare(visit, purpose, dealing.Shares[index], (uint)index + 1, holder, to[index]))],
            Seeds = purpose == EscrowPurpose.Recovery ? SealSeeds(visit, key, context) : ReadOnlyMemory<byte>.Empty,
        };
        var record = Record.Sign(visit.ChainId, session.NowMillis, body, identity.Key);
        return await new RecordSubmission(session).SubmitAsync(record, identity, wait, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes an escrow back: from the block on nothing is opened, read or released under it.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="purpose">Which of its two escrows.</param>
    /// <param name="wait">How long to wait for the block.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusedException">ESCROW_UNKNOWN, ESCROW_WITHDRAWN.</exception>
    public async Task<RecordStatus> WithdrawAsync(VisitNote visit, EscrowPurpose purpose, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = visits.IdentityOf(visit);
        var escrowId = await StandingAsync(visit.ChainId, visit.Pid, purpose, identity, cancellation).ConfigureAwait(false);
        var record = Record.Sign(visit.ChainId, session.NowMillis, new EscrowWithdraw { EscrowId = escrowId }, identity.Key);
        return await new RecordSubmission(session).SubmitAsync(record, identity, wait, cancellation).ConfigureAwait(false);
    }

    /// <summary>A guardian opens the own share, checks it, and seals it to the owner's new key.</summary>
    /// <param name="chainId">The visit's chain.</param>
    /// <param name="pid">The visit.</param>
    /// <param name="owner">The owner's new sealing key, taken from the owner in person.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ReleasedShare> ReleaseAsync(Bytes32 chainId, ReadOnlyMemory<byte> pid, SealingPublicKey owner, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var escrowId = await StandingAsync(chainId, pid, EscrowPurpose.Recovery, identity, cancellation).ConfigureAwait(false);
        var node = session.Connect(session.Settings.NodeFor(chainId), identity);
        var proof = await node.RecordProofAsync(chainId, escrowId, cancellation).ConfigureAwait(false);
        var genesis = await session.Chains.GenesisAsync(chainId, identity, cancellation).ConfigureAwait(false);
        var body = EscrowOf(proof.Verify(genesis).OrRefuse().Record);
        using var share = OpenOwn(chainId, body).OrRefuse();
        return new ReleasedShare
        {
            Escrow = proof,
            Visit = await session.Chains.ProofAsync(chainId, StateKinds.Visit, pid, identity, cancellation).ConfigureAwait(false),
            Place = share.Place,
            Sealed = share.Release(chainId, body, owner),
        };
    }

    /// <summary>The own share of an escrow, whichever of the own keys it was given to.</summary>
    private Parsed<EscrowShare> OpenOwn(Bytes32 chainId, Escrow body) => OpenOwn(session, chainId, body);

    internal static Parsed<EscrowShare> OpenOwn(ClientSession session, Bytes32 chainId, Escrow body)
    {
        var holder = session.OwnKeys.Among(body.Holders);
        return EscrowShare.Open(chainId, body, holder, session.OwnKeys.SealingOf(holder)!);
    }

    /// <summary>The owner's new sealing key, for guardians.</summary>
    public byte[] NewKey() => session.OwnSealing().PublicKey.Encoded.ToArray();

    /// <summary>Puts a visit together again from k guardians' shares; from then on it is as any other of this profile.</summary>
    /// <param name="genesis">Of the visit's chain, from a source the owner trusts.</param>
    /// <param name="shares">What guardians gave.</param>
    public VisitNote Restore(Genesis genesis, IReadOnlyList<ReleasedShare> shares)
    {
        if (shares.Count == 0)
        {
            throw new RefusedException(Refusals.EscrowSharesMissing.With("none"));
        }

        var record = shares[0].Escrow.Verify(genesis).OrRefuse().Record;
        var body = EscrowOf(record);
        shares[0].Visit.Verify(genesis, StateKey.Of(StateKinds.Visit, body.Pid.Span)).ThrowIfAny();
        var visit = shares[0].Visit.Value is { } value ? VisitEntry.Parse(value.Span) : null;
        if (visit is null || !G1.TryDecode(visit.VisitKey.Span, out var visitKey) || record.Author != visit.Signing)
        {
            throw new RefusedException(Refusals.VisitUnknown);
        }

        using var key = Combine(genesis.ChainId, body, visitKey, shares);
        if (!EscrowedSeeds.TryOpen(key, body.Seeds.Span, Escrow.Context(genesis.ChainId, body.Pid.Span, body.Purpose), out var seeds))
        {
            throw new RefusedException(Refusals.EscrowShareInvalid.With("the seeds do not open"));
        }

        var bytes = new byte[SecretScalar.Size + EscrowedSeeds.Size];
        key.CopyTo(bytes);
        seeds.CopyTo(bytes, SecretScalar.Size);
        session.Folder.TrustGenesis(genesis);
        session.Shelf.Put(ShelfKinds.RestoredVisit, SecretShelf.IdOf(body.Pid.Span), bytes);
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(seeds);
        var note = visits.List().FirstOrDefault(known => body.Pid.Span.SequenceEqual(known.Pid))
            ?? new VisitNote(session.Keystore.TakeVisit(), genesis.ChainId, body.Pid.ToArray(), session.NowMillis, visit.Doctors);
        if (visits.IdentityOf(note).Key.PublicKey != visit.Signing)
        {
            session.Shelf.Remove(ShelfKinds.RestoredVisit, SecretShelf.IdOf(body.Pid.Span));
            throw new RefusedException(Refusals.EscrowShareInvalid.With("the seeds are not this visit's"));
        }

        session.Shelf.PutNote(ShelfKinds.Visit, SecretShelf.IdOf(note.Pid), note);
        return note;
    }

    /// <summary>Record id of a visit's escrow, proven to stand: the patient chose it and did not take it back.</summary>
    internal async Task<Bytes32> StandingAsync(Bytes32 chainId, ReadOnlyMemory<byte> pid, EscrowPurpose purpose, LoginIdentity identity, CancellationToken cancellation)
    {
        var named = await session.Chains.EntryAsync(chainId, StateKinds.VisitEscrow, ChainEntries.VisitEscrowIdentifier(pid.Span, purpose), identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.EscrowUnknown);
        var escrowId = new Bytes32(named.Span);
        await EntryAsync(chainId, escrowId, identity, cancellation).ConfigureAwait(false);
        return escrowId;
    }

    /// <summary>What the chain holds of an escrow that stands.</summary>
    internal async Task<EscrowEntry> EntryAsync(Bytes32 chainId, Bytes32 escrowId, LoginIdentity identity, CancellationToken cancellation)
    {
        var value = await session.Chains.EntryAsync(chainId, StateKinds.Escrow, escrowId.ToArray(), identity, cancellation).ConfigureAwait(false);
        var entry = (value is { } bytes ? EscrowEntry.Parse(bytes.Span) : null) ?? throw new RefusedException(Refusals.EscrowUnknown.With(escrowId.ToString()));
        entry.RefusesUse().ThrowIfAny();
        return entry;
    }

    /// <summary>The escrow a record carries.</summary>
    internal static Escrow EscrowOf(Record record) => record.Body as Escrow ?? throw new RefusedException(Refusals.EscrowUnknown.With($"record {record.Id} is a {record.Kind}"));

    private SecretScalar Combine(Bytes32 chainId, Escrow body, G1 visitKey, IReadOnlyList<ReleasedShare> shares)
    {
        var opened = new Dictionary<uint, SecretScalar>();
        try
        {
            foreach (var released in shares.DistinctBy(share => share.Place))
            {
                var share = EscrowShare.OpenReleased(chainId, body, released.Place, session.OwnSealing(), released.Sealed.Span).OrRefuse();
                opened.Add(share.Place, share.Secret);
            }

            return opened.Count < body.Commitments.Count ? throw new RefusedException(Refusals.EscrowSharesMissing.With($"{opened.Count} of {body.Commitments.Count}"))
                : EscrowDealing.TryRestore(opened, visitKey, out var key) ? key
                : throw new RefusedException(Refusals.EscrowShareInvalid.With("the shares do not lead to the visit's key"));
        }
        finally
        {
            foreach (var share in opened.Values)
            {
                share.Dispose();
            }
        }
    }

    private async Task<SealingPublicKey> SealingOfAsync(Bytes32 chainId, Bytes32 holder, LoginIdentity identity, CancellationToken cancellation)
    {
        var enrolment = await session.Chains.EnrolmentAsync(chainId, holder, identity, cancellation).ConfigureAwait(false)
            ?? await session.Chains.EnrolmentAsync(session.Settings.Registry(), holder, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.EscrowHolderUnknown.With(holder.ToString()));
        return SealingPublicKey.TryDecode(enrolment.Sealing.Span, out var key) ? key : throw new RefusedException(Refusals.KeyMalformed.With("holder's sealing key"));
    }

    private static ReadOnlyMemory<byte> SealShare(VisitNote visit, EscrowPurpose purpose, SecretScalar share, uint place, Bytes32 holder, SealingPublicKey to)
    {
        Span<byte> bytes = stackalloc byte[SecretScalar.Size];
        share.CopyTo(bytes);
        var box = Sealing.Seal(to, Escrow.SealPurpose, bytes, Escrow.ShareContext(visit.ChainId, visit.Pid, purpose, place, holder));
        CryptographicOperations.ZeroMemory(bytes);
        return box;
    }

    private ReadOnlyMemory<byte> SealSeeds(VisitNote visit, SecretScalar key, byte[] context)
    {
        if (session.Shelf.Has(ShelfKinds.RestoredVisit, SecretShelf.IdOf(visit.Pid)))
        {
            throw new RefusedException(ClientRefusals.InputInvalid.With("a restored visit has its guardians already"));
        }

        var seeds = session.Keystore.Keys.VisitSeeds(visit.Index);
        var box = EscrowedSeeds.Seal(key, seeds, context);
        CryptographicOperations.ZeroMemory(seeds);
        return box;
    }
}
