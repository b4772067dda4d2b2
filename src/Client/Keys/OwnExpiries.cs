using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Emergencies;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Protocol.Flows.Fellows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Keys;

/// <summary>What of a profile ends soon, by its own notes, and what its nodes say of themselves.</summary>
public sealed class OwnExpiries(ClientSession session)
{
    /// <summary>Keys older than this are worth a rotation.</summary>
    public static readonly TimeSpan KeyAge = TimeSpan.FromDays(365);

    /// <summary>What the profile's notes say, soonest first; what ended before is not told.</summary>
    public IReadOnlyList<OwnExpiry> List(TimeSpan within)
    {
        var (now, end) = (session.NowMillis, session.NowMillis + (ulong)within.TotalMilliseconds);
        return [.. All().Where(item => item.ExpiresMillis > now && item.ExpiresMillis <= end).OrderBy(item => item.ExpiresMillis), .. OldKeys(now)];
    }

    /// <summary>What the profile's nodes say of themselves; a node that does not answer is left out, as `hchain health` tells it.</summary>
    public async Task<IReadOnlyList<OwnExpiry>> OfNodesAsync(CancellationToken cancellation)
    {
        var settings = session.Settings;
        var told = new List<OwnExpiry>();
        foreach (var node in settings.Nodes.Values.Append(settings.Manager).Concat(settings.Stores).OfType<NodeAddress>().DistinctBy(node => node.Address))
        {
            try
            {
                var health = await session.Connect(node, identity: null).GetJsonAsync<NodeHealth>("/v1/health", cancellation).ConfigureAwait(false);
                told.AddRange((health.Expiring ?? []).Select(warning => new OwnExpiry("node-" + warning.What, node.Address.ToString(), warning.ExpiresMillis, warning.Advice)));
            }
            catch (RefusedException refused) when (refused.Refusal.Code is "NODE_UNREACHABLE" or "NODE_NOT_PINNED")
            {
                told.Add(new OwnExpiry("node", node.Address.ToString(), 0, $"It says nothing: {refused.Refusal.Code}."));
            }
        }

        return told;
    }

    private IEnumerable<OwnExpiry> All()
    {
        foreach (var grant in session.Shelf.Notes<GrantNote>(ShelfKinds.Grant))
        {
            yield return new OwnExpiry("grant-given", grant.GrantId.ToString(), grant.UntilMillis, "Its reader reads nothing after; consent again if that is wanted.");
        }

        foreach (var grant in session.Shelf.Notes<FolderGrantNote>(ShelfKinds.FolderGrant))
        {
            yield return new OwnExpiry("grant-given", grant.GrantId.ToString(), grant.UntilMillis, "Its reader opens nothing of the folder after; share it again if that is wanted.");
        }

        foreach (var share in session.Shelf.Notes<ShareNote>(ShelfKinds.Share))
        {
            yield return new OwnExpiry("share-asked", share.ShareId.ToString(), share.UntilMillis, "Nothing is read under it after; ask the patient again in time.");
        }

        foreach (var id in session.Shelf.Ids(ShelfKinds.FellowOffer))
        {
            if (FellowOffer.Parse(session.Shelf.Get(ShelfKinds.FellowOffer, id)) is { Ok: true } offer)
            {
                yield return new OwnExpiry("offer", id.ToString(), offer.Value.UntilMillis, "Nobody asks any more after; offer again with hchain peer offer.");
            }
        }

        foreach (var note in session.Shelf.Notes<EmergencyNote>(ShelfKinds.Emergency))
        {
            if (BreakGlassTerms.Parse(note.Terms) is { Ok: true } terms)
            {
                yield return new OwnExpiry("emergency", terms.Value.Hash.ToString(), terms.Value.UntilMillis, "It closes by itself; close it when it is over.");
                yield return new OwnExpiry("review", terms.Value.Hash.ToString(), terms.Value.ReviewDueMillis, "An overdue review costs who led: have somebody else judge it.");
            }
        }
    }

    private IEnumerable<OwnExpiry> OldKeys(ulong now)
    {
        if (session.Settings.Role is not (ProfileRole.Patient or ProfileRole.Hospital or ProfileRole.Manager)
            && KeyRotating.SinceOf(session.Keystore) is { } since
            && since + (ulong)KeyAge.TotalMilliseconds <= now)
        {
            yield return new OwnExpiry("keys", $"epoch {session.Keystore.Counters.Epoch}", 0, "They are more than a year old; hchain keys rotate goes on to new ones.");
        }
    }
}
