using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Patients;

/// <summary>A patient's visits (chain.md §7 Registration): each with keys of its own, which nothing else ever uses.</summary>
public sealed class PatientVisits(ClientSession session)
{
    /// <summary>Registers a visit under a ticket from the desk.</summary>
    public async Task<VisitNote> RegisterAsync(DeskTicket ticket, string id, string symptoms, CancellationToken cancellation)
    {
        if (!PersonIdentifier.IsValid(id))
        {
            throw new RefusedException(ClientRefusals.InputInvalid.With("an identifier has 1 to 32 bytes and no NUL"));
        }

        var address = new NodeAddress(new Uri(ticket.Address), ticket.TlsFingerprint, ticket.NodeKey);
        var node = session.Connect(address, identity: null);
        await TrustTicketAsync(node, ticket, cancellation).ConfigureAwait(false);
        var (claim, index) = MakeClaim(ticket, id);
        using var signing = session.Keystore.Keys.VisitSigning(index);
        var registration = Registration.Make(ticket, claim, signing, id, symptoms).OrRefuse();
        var note = new VisitNote(index, ticket.ChainId, claim.Pid.ToArray(), session.NowMillis, Doctors: null, ticket.Alpha.ToArray());
        session.Shelf.PutNote(ShelfKinds.Visit, SecretShelf.IdOf(note.Pid), note);
        try
        {
            await node.RegisterAsync(registration, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused) when (refused.Refusal.Reason.Kind is not RefusalKind.NotReady)
        {
            session.Shelf.Remove(ShelfKinds.Visit, SecretShelf.IdOf(note.Pid)); // nothing half done stays
            throw;
        }

        session.Change(settings => settings with
        {
            Nodes = new Dictionary<string, NodeAddress>(settings.Nodes, StringComparer.Ordinal) { [ticket.ChainId.ToString()] = address },
        });
        return note;
    }

    /// <summary>All visits, the newest last.</summary>
    public IReadOnlyList<VisitNote> List() => [.. session.Shelf.Notes<VisitNote>(ShelfKinds.Visit).OrderBy(visit => visit.Index)];

    /// <summary>A visit, by the beginning of its PID in hexadecimal or by its index; the newest when null.</summary>
    public VisitNote Find(string? name)
    {
        var visits = List();
        var fitting = name is null ? visits.TakeLast(1) : visits.Where(visit =>
            Convert.ToHexStringLower(visit.Pid).StartsWith(name, StringComparison.OrdinalIgnoreCase)
            || visit.Index.ToString(System.Globalization.CultureInfo.InvariantCulture) == name);
        return Choice.Of(fitting, "visit", name);
    }

    /// <summary>Who the patient is in this visit, and nowhere else.</summary>
    public LoginIdentity IdentityOf(VisitNote visit) => new(
        visit.ChainId, session.Own(Restored(visit)?.Signing() ?? session.Keystore.Keys.VisitSigning(visit.Index)));

    /// <summary>x_j: the keystore's, or restored from an escrow.</summary>
    public SecretScalar KeyOf(VisitNote visit) => Restored(visit)?.Key() ?? session.Keystore.Keys.VisitKey(visit.Index);

    /// <summary>The pair under which documents are received.</summary>
    public P21KeyPair ReceivingOf(VisitNote visit) => Restored(visit)?.Receiving() ?? session.Keystore.Keys.P21Receiving(visit.Index);

    /// <summary>A visit whose keystore was lost is on the shelf, with keys that no seed here gives.</summary>
    private RestoredVisit? Restored(VisitNote visit) => session.Shelf.Get(ShelfKinds.RestoredVisit, SecretShelf.IdOf(visit.Pid)) is { } bytes ? new RestoredVisit(bytes) : null;

    /// <summary>The visit's mail.</summary>
    public LetterBox BoxOf(VisitNote visit, LoginIdentity identity) =>
        new(session, identity, session.Own(Restored(visit)?.Sealing() ?? session.Keystore.Keys.VisitSealing(visit.Index)));

    /// <summary>Where mail of this visit may lie: the hospital's node, and the system manager's for what comes from elsewhere.</summary>
    public IEnumerable<NodeAddress> MailNodesOf(VisitNote visit) =>
        session.Settings.Manager is { } manager ? [session.Settings.NodeFor(visit.ChainId), manager] : [session.Settings.NodeFor(visit.ChainId)];

    /// <summary>The visit as it stands on the chain, proven; null while it is in no block.</summary>
    public async Task<VisitEntry?> StatusAsync(VisitNote visit, CancellationToken cancellation)
    {
        var identity = IdentityOf(visit);
        try
        {
            return await session.Chains.VisitAsync(visit.ChainId, visit.Pid, identity, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused) when (refused.Refusal.Code == "LOGIN_UNKNOWN_KEY")
        {
            return null; // a visit's key is known from its block on
        }
    }

    /// <summary>Takes the hospital's VISIT-ORDER: which doctors, in which order.</summary>
    public async Task<VisitNote> ReceiveOrderAsync(VisitNote visit, CancellationToken cancellation)
    {
        var identity = IdentityOf(visit);
        var genesis = await session.Chains.GenesisAsync(visit.ChainId, identity, cancellation).ConfigureAwait(false);
        var known = visit;
        await BoxOf(visit, identity).ReceiveAsync(
            [session.Settings.NodeFor(visit.ChainId)],
            MailPurposes.VisitOrder,
            (mail, content) =>
            {
                var order = VisitOrder.Parse(content).OrRefuse();
                if (mail.Sender != genesis.Supernode.Signing || !order.Pid.Span.SequenceEqual(visit.Pid))
                {
                    throw new RefusedException(Refusals.AuthorNotAllowed.With("an order of doctors is the hospital's"));
                }

                known = visit with { Doctors = order.Doctors };
                session.Shelf.PutNote(ShelfKinds.Visit, SecretShelf.IdOf(visit.Pid), known);
                return Task.FromResult(true);
            },
            cancellation).ConfigureAwait(false);
        return known;
    }

    /// <summary>The ticket came from hand to hand: what it names is trusted, as far as it agrees with itself.</summary>
    private async Task TrustTicketAsync(NodeConnection node, DeskTicket ticket, CancellationToken cancellation)
    {
        var genesis = await node.GenesisAsync(ticket.ChainId, cancellation).ConfigureAwait(false);
        if (genesis.RegistryChainId is not { } registryId || !genesis.Supernode.Sealing.Span.SequenceEqual(ticket.HospitalSealing.Span))
        {
            throw new RefusedException(Refusals.TicketInvalid.With("the ticket does not agree with the chain's genesis"));
        }

        if (session.Settings.RegistryChainId is { } trusted && trusted != registryId)
        {
            throw new RefusedException(Refusals.WrongChain.With($"the hospital belongs to registry {registryId}"));
        }

        if (session.Folder.Genesis(registryId) is null)
        {
            session.Folder.TrustGenesis(await node.GenesisAsync(registryId, cancellation).ConfigureAwait(false));
        }

        session.Folder.TrustGenesis(genesis);
        session.Change(settings => settings with
        {
            RegistryChainId = registryId,
            Nodes = settings.Manager is not null || settings.Nodes.ContainsKey(registryId.ToString())
                ? settings.Nodes
                : new Dictionary<string, NodeAddress>(settings.Nodes, StringComparer.Ordinal) { [registryId.ToString()] = node.Node },
        });
    }

    private (VisitClaim Claim, uint Index) MakeClaim(DeskTicket ticket, string id)
    {
        if (!SealingPublicKey.TryDecode(ticket.HospitalSealing.Span, out var hospital))
        {
            throw new RefusedException(Refusals.TicketInvalid.With("sealing key"));
        }

        var index = session.Keystore.TakeVisit();
        var keys = session.Keystore.Keys;
        using var visitKey = keys.VisitKey(index);
        using var signing = keys.VisitSigning(index);
        using var sealing = keys.VisitSealing(index);
        using var receiving = keys.P21Receiving(index);
        return (new VisitClaim
        {
            Pid = PseudoIdentity.Make(id, hospital),
            VisitKey = visitKey.PublicKey().Encoded.ToArray(),
            Keys = new PartyKeys
            {
                Signing = signing.PublicKey,
                Sealing = sealing.PublicKey.Encoded.ToArray(),
                P21Receiving = receiving.PublicKey.Encoded.ToArray(),
            },
            EvidenceHash = ticket.EvidenceHash,
            ChainId = ticket.ChainId,
            TimeMillis = session.NowMillis,
        }, index);
    }
}
