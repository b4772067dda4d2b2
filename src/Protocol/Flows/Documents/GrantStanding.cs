using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>Whether a grant that covers what is asked for is in force, and its reader still is who it says (chain.md §4.7).</summary>
public static class GrantStanding
{
    /// <summary>Revoked, on the chain or on sight, over, or not begun.</summary>
    public static Refusal? RefusesTime(GrantEntry grant, Bytes32 grantId, DeliveryView view)
    {
        var later = LaterOf(view);
        return grant.Revoked ? Refusals.ConsentRevoked.With($"height {grant.RevokedAtHeight}")
            : view.RevokedOnSight.Contains(grantId) ? Refusals.ConsentRevoked.With("signed, its block is to come")
            : later >= grant.UntilMillis ? Refusals.ConsentExpired
            : later < grant.FromMillis ? Refusals.ConsentNotYetValid
            : null;
    }

    /// <summary>The request's signer is the grant's reader, perhaps under a key that took over since.</summary>
    internal static bool IsReader(GrantEntry grant, Bytes32 requester, DeliveryView view) =>
        requester == grant.Grantee || HomeOf(grant, view)?.AreOneParty(grant.Grantee, requester) == true;

    /// <summary>The document's author lets this reader have it at this time: an empty range admits whom a grant names, any key of a reader's counts.</summary>
    internal static bool Admits(AccessRange range, GrantEntry grant, Bytes32 requester, DeliveryView view) =>
        range.Admits(requester, LaterOf(view))
        || (HomeOf(grant, view) is { } home && range.Readers.Any(reader => home.AreOneParty(reader, requester) && range.Admits(reader, LaterOf(view))));

    /// <summary>The reader still is who the grant says, on the reader's own chain at its newest HEAD.</summary>
    public static Refusal? RefusesReader(GrantEntry grant, Bytes32 requester, DeliveryView view)
    {
        if (grant.GranteeChainId == view.Chain.ChainId)
        {
            return view.Chain.Entries.VisitAuthoredBy(requester) is { } pid
                ? view.Chain.Entries.Visit(pid.Span) is { Closed: false } ? null : Refusals.VisitClosed
                : RefusesDoctor(requester, view.Chain.Entries);
        }

        if (view.ReaderChain is not { } home || home.ChainId != grant.GranteeChainId)
        {
            return Refusals.ChainUnknown.With($"the reader's chain {grant.GranteeChainId}");
        }

        var standing = !home.Genesis.IsRegistry ? RefusesDoctor(requester, home.Entries)
            : home.Entries.Enrolment(requester)?.Role is PartyRole.ThirdParty or PartyRole.Hospital ? home.Entries.EndOf(requester)
            : Refusals.GranteeUnknown;
        return standing is not null ? standing : HeadFreshness.Refuses(home, view.ReaderHead, view.NowMillis);
    }

    private static ChainEntries? HomeOf(GrantEntry grant, DeliveryView view) =>
        grant.GranteeChainId == view.Chain.ChainId ? view.Chain.Entries
        : view.ReaderChain is { } home && home.ChainId == grant.GranteeChainId ? home.Entries
        : null;

    /// <summary>The key in force of an enrolled doctor in good standing.</summary>
    internal static Refusal? RefusesDoctor(Bytes32 reader, ChainEntries entries) =>
        entries.Enrolment(reader)?.Role != PartyRole.Doctor ? Refusals.GranteeUnknown
        : entries.EndOf(reader) is { } ended ? ended
        : entries.Credit(reader) is { Expelled: false } ? null
        : Refusals.AuthorExpelled;

    /// <summary>Grants are judged by the later of block time and clock (chain.md §4.7).</summary>
    internal static ulong LaterOf(DeliveryView view) => Math.Max(view.NowMillis, view.Chain.Head.TimeMillis);
}
