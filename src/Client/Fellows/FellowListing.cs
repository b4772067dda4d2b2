using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Fellows;

namespace HospitalChain.Client.Fellows;

/// <summary>
/// Allowing to be asked (L19-F), visit by visit: a signed offer at the own hospital's node, which counts asks at the box,
/// and at the system manager's, where patients of all hospitals look. The list names pseudo-identities and nothing else.
/// </summary>
public sealed class FellowListing(ClientSession session)
{
    private const int PagesMax = 1_000;
    private readonly PatientVisits visits = new(session);

    /// <summary>Says yes.</summary>
    /// <param name="visit">For this visit only.</param>
    /// <param name="validity">At most thirty days.</param>
    /// <param name="triesPerDay">How often in any 24 hours.</param>
    /// <param name="cancellation">Between the nodes; saying it again completes it.</param>
    public async Task<FellowOffer> OfferAsync(VisitNote visit, TimeSpan validity, uint triesPerDay, CancellationToken cancellation)
    {
        if (triesPerDay is 0 or > FellowLimits.TriesMax || validity <= TimeSpan.Zero || validity.TotalMilliseconds > FellowLimits.OfferMillisMax)
        {
            throw new RefusedException(Refusals.FellowOfferInvalid.With($"1 to {FellowLimits.TriesMax} tries a day, for at most thirty days"));
        }

        var identity = visits.IdentityOf(visit);
        var now = session.NowMillis;
        var offer = FellowOffer.Sign(visit.ChainId, visit.Pid, now, now + (ulong)validity.TotalMilliseconds, triesPerDay, identity.Key);
        session.Shelf.Put(ShelfKinds.FellowOffer, SecretShelf.IdOf(visit.Pid), offer.ToBytes());
        foreach (var node in NodesOf(visit))
        {
            await session.Connect(node, identity).OfferAsync(offer, cancellation).ConfigureAwait(false);
        }

        return offer;
    }

    /// <summary>Takes it back: here first, so that from now on no ask is answered, whatever a node does.</summary>
    public async Task WithdrawAsync(VisitNote visit, CancellationToken cancellation)
    {
        session.Shelf.Remove(ShelfKinds.FellowOffer, SecretShelf.IdOf(visit.Pid));
        foreach (var node in NodesOf(visit))
        {
            await session.Connect(node, visits.IdentityOf(visit)).WithdrawOfferAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The own offer while it stands; null when this patient does not allow being asked.</summary>
    public FellowOffer? Own(VisitNote visit) =>
        session.Shelf.Get(ShelfKinds.FellowOffer, SecretShelf.IdOf(visit.Pid)) is { } bytes
        && FellowOffer.Parse(bytes).OrRefuse() is var offer && offer.UntilMillis > session.NowMillis
            ? offer
            : null;

    /// <summary>Who asked of late, as the node that keeps the box counts.</summary>
    public Task<FellowStanding> StandingAsync(VisitNote visit, CancellationToken cancellation) =>
        session.Connect(session.Settings.NodeFor(visit.ChainId), visits.IdentityOf(visit)).FellowStandingAsync(cancellation);

    /// <summary>Others who allow it, each with its own signature; that the key is the visit's is proven when one is asked.</summary>
    public async Task<IReadOnlyList<FellowOffer>> ListAsync(VisitNote visit, CancellationToken cancellation)
    {
        var node = session.Connect(session.Settings.Manager ?? session.Settings.NodeFor(visit.ChainId), visits.IdentityOf(visit));
        var own = visits.List();
        var found = new List<FellowOffer>();
        FellowPage? page = null;
        for (var i = 0; i < PagesMax && (page is null || page.Next is not null); i++)
        {
            page = await node.FellowsAsync(page?.Next, cancellation).ConfigureAwait(false);
            found.AddRange(page.Fellows
                .Where(listed => FellowOffer.Parse(listed.Offer) is { Ok: true } offer
                    && offer.Value.Refuses(listed.VisitKey, session.NowMillis) is null
                    && !own.Any(mine => offer.Value.Pid.Span.SequenceEqual(mine.Pid)))
                .Select(listed => FellowOffer.Parse(listed.Offer).OrRefuse()));
        }

        return found;
    }

    private IEnumerable<NodeAddress> NodesOf(VisitNote visit) => visits.MailNodesOf(visit).DistinctBy(node => node.Address);
}
