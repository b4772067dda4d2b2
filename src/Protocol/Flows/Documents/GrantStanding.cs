using HospitalChain.Crypto;
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

    /// <summary>The reader still is who the grant says, on the reader's own chain at its newest HEAD.</summary>
    public static Refusal? RefusesReader(GrantEntry grant, DeliveryView view)
    {
        if (grant.GranteeChainId == view.Chain.ChainId)
        {
            return view.Chain.Entries.VisitAuthoredBy(grant.Grantee) is { } pid
                ? view.Chain.Entries.Visit(pid.Span) is { Closed: false } ? null : Refusals.VisitClosed
                : RefusesDoctor(grant.Grantee, view.Chain.Entries);
        }

        if (view.ReaderChain is not { } home || home.ChainId != grant.GranteeChainId)
        {
            return Refusals.ChainUnknown.With($"the reader's chain {grant.GranteeChainId}");
        }

        var standing = !home.Genesis.IsRegistry ? RefusesDoctor(grant.Grantee, home.Entries)
            : home.Entries.Enrolment(grant.Grantee)?.Role is PartyRole.ThirdParty or PartyRole.Hospital ? null
            : Refusals.GranteeUnknown;
        return standing is not null ? standing : HeadFreshness.Refuses(home, view.ReaderHead, view.NowMillis);
    }

    /// <summary>An enrolled doctor in good standing.</summary>
    internal static Refusal? RefusesDoctor(Bytes32 reader, ChainEntries entries) =>
        entries.Enrolment(reader)?.Role != PartyRole.Doctor ? Refusals.GranteeUnknown
        : entries.Credit(reader) is { Expelled: false } ? null
        : Refusals.AuthorExpelled;

    /// <summary>Grants are judged by the later of block time and clock (chain.md §4.7).</summary>
    internal static ulong LaterOf(DeliveryView view) => Math.Max(view.NowMillis, view.Chain.Head.TimeMillis);
}
