using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Patients;

/// <summary>
/// Consent and its end (crypto.md §8): an offer is checked against the chain, the grant signed and submitted, and only
/// then the patient's half mailed to the proxy. x_j stays in the keystore.
/// </summary>
public sealed class ConsentDesk(ClientSession session)
{
    private readonly PatientVisits visits = new(session);
    private readonly OfferInbox offers = new(session);

    /// <summary>Checks an offer against the chains of now, for the patient to decide on.</summary>
    public async Task<AcceptableOffer> ReviewAsync(VisitNote visit, Bytes32 shareId, CancellationToken cancellation)
    {
        var note = offers.Read(shareId);
        var offer = session.Own(DelegationOffer.Parse(note.Offer).OrRefuse());
        var identity = visits.IdentityOf(visit);
        var (proxy, _) = await session.Chains.ProxyAsync(identity, cancellation).ConfigureAwait(false);
        var view = new OfferView
        {
            ChainId = visit.ChainId,
            Pid = visit.Pid,
            VisitSigning = identity.Key.PublicKey,
            TargetRecord = offer.Grant.Scope == GrantScope.Record
                ? await session.Chains.RecordEntryAsync(visit.ChainId, new Bytes32(offer.Grant.Target.Span), identity, cancellation).ConfigureAwait(false)
                : null,
            Grantee = await GranteeAsync(visit, offer.Grant.Grantee, identity, cancellation).ConfigureAwait(false),
            Proxy = proxy,
            SharesSeen = session.Shelf.Ids(ShelfKinds.Grant).ToHashSet(),
            NowMillis = session.NowMillis,
        };
        return AcceptableOffer.Check(offer, note.Sender, view).OrRefuse();
    }

    /// <summary>Says yes. If the grant is submitted but the proxy cannot be reached, <see cref="ResumeAsync"/> goes on.</summary>
    public async Task<(GrantNote Grant, RecordStatus Status)> ConsentAsync(VisitNote visit, AcceptableOffer offer, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = visits.IdentityOf(visit);
        using var visitKey = visits.KeyOf(visit);
        var (record, consent) = offer.Consent(visitKey, identity.Key, session.NowMillis);
        using (consent)
        {
            var note = new GrantNote(
                consent.ShareId,
                record.Id,
                visit.Index,
                offer.Grant.Grantee.Key,
                offer.Grant.Scope == GrantScope.Record ? new Bytes32(offer.Grant.Target.Span) : null,
                offer.Grant.UntilMillis,
                ConsentSent: false,
                record.Bytes.ToArray());
            session.Shelf.PutNote(ShelfKinds.Grant, note.ShareId, note);
            return await SendAsync(visit, note, record, consent, identity, wait, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Goes on with a grant whose half has not reached the proxy.</summary>
    public async Task<(GrantNote Grant, RecordStatus Status)> ResumeAsync(VisitNote visit, GrantNote grant, TimeSpan wait, CancellationToken cancellation)
    {
        using var offer = DelegationOffer.Parse(offers.Read(grant.ShareId).Offer).OrRefuse();
        using var visitKey = visits.KeyOf(visit);
        using var consent = new DelegationConsent
        {
            ChainId = visit.ChainId,
            ShareId = grant.ShareId,
            GrantId = grant.GrantId,
            Blinded = Crypto.L19.BlindedDelegation.PatientStep(offer.Blinded, visitKey),
        };
        var record = Record.Parse(grant.Record).OrRefuse();
        return await SendAsync(visit, grant, record, consent, visits.IdentityOf(visit), wait, cancellation).ConfigureAwait(false);
    }

    /// <summary>All grants given.</summary>
    public IReadOnlyList<GrantNote> List() => session.Shelf.Notes<GrantNote>(ShelfKinds.Grant);

    /// <summary>A grant, by the beginning of its id; the only one when null.</summary>
    public GrantNote Find(string? name)
    {
        var fitting = List().Where(grant => name is null || grant.GrantId.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return Choice.Of(fitting, "grant", name);
    }

    /// <summary>
    /// Ends a grant before its time. The record goes to the proxy's node first, which honours it on sight (chain.md §4.7),
    /// and to the hospital's in any case.
    /// </summary>
    public async Task<RecordStatus> RevokeAsync(GrantNote grant, TimeSpan wait, CancellationToken cancellation)
    {
        var visit = visits.List().FirstOrDefault(candidate => candidate.Index == grant.VisitIndex)
            ?? throw new RefusedException(ClientRefusals.NotFoundHere.With("the grant's visit"));
        var identity = visits.IdentityOf(visit);
        if (await session.Chains.GrantAsync(visit.ChainId, grant.GrantId, identity, cancellation).ConfigureAwait(false) is { Revoked: true })
        {
            throw new RefusedException(Refusals.GrantRevoked.With($"grant {grant.GrantId}")); // a second revoke would only leave a rejection on the chain
        }

        var record = Record.Sign(visit.ChainId, session.NowMillis, new Revoke { GrantId = grant.GrantId }, identity.Key);
        Refusal? proxyRefused = null;
        try
        {
            await session.Connect(session.Settings.ManagerNode(), identity).SubmitAsync(record, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused)
        {
            proxyRefused = refused.Refusal;
        }

        var status = await new RecordSubmission(session).SubmitAsync(record, identity, wait, cancellation).ConfigureAwait(false);
        return proxyRefused is null || status.IsFinal ? status : throw new RefusedException(proxyRefused);
    }

    private async Task<(GrantNote Grant, RecordStatus Status)> SendAsync(
        VisitNote visit, GrantNote note, Record record, DelegationConsent consent, LoginIdentity identity, TimeSpan wait, CancellationToken cancellation)
    {
        RecordStatus status;
        try
        {
            status = await new RecordSubmission(session).SubmitAsync(record, identity, TimeSpan.Zero, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused) when (refused.Refusal.Reason.Kind is not (RefusalKind.NotReady or RefusalKind.RateLimited))
        {
            session.Shelf.Remove(ShelfKinds.Grant, note.ShareId); // no grant came of it, so nothing was consented to
            throw;
        }

        var (proxy, enrolment) = await session.Chains.ProxyAsync(identity, cancellation).ConfigureAwait(false);
        await visits.BoxOf(visit, identity)
            .SendAsync(session.Settings.ManagerNode(), MailPurposes.DelegationConsent, proxy, enrolment.Sealing, consent.ToBytes(), cancellation).ConfigureAwait(false);
        var sent = note with { ConsentSent = true };
        session.Shelf.PutNote(ShelfKinds.Grant, note.ShareId, sent);
        session.Shelf.Remove(ShelfKinds.Offer, note.ShareId);
        status = await new RecordSubmission(session).WaitAsync(visit.ChainId, record.Id, status, identity, wait, cancellation).ConfigureAwait(false);
        return (sent, status);
    }

    private async Task<EnrolmentEntry?> GranteeAsync(VisitNote visit, Grantee grantee, LoginIdentity identity, CancellationToken cancellation)
    {
        if (grantee.ChainId == visit.ChainId || grantee.ChainId == session.Settings.Registry())
        {
            return await session.Chains.EnrolmentAsync(grantee.ChainId, grantee.Key, identity, cancellation).ConfigureAwait(false);
        }

        var genesis = await session.Chains.GenesisAsync(grantee.ChainId, identity, cancellation).ConfigureAwait(false);
        return GranteeEnrolment.Prove(grantee, genesis).OrRefuse();
    }
}
