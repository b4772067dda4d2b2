using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Supervision;

/// <summary>Whether evidence can be reported as the registry stands now (chain.md §4.5), whatever it proves.</summary>
public static class Accusation
{
    /// <summary>
    /// Null where a report is taken. A suspended hospital with nothing left to lose could go on for ever making offences,
    /// each of which costs three records and changes nothing: only forks are still heard of, at most two of a chain, since they
    /// stop all who follow it.
    /// </summary>
    /// <param name="registry">The registry chain's entries.</param>
    /// <param name="evidence">What is alleged.</param>
    public static Refusal? Refuses(ChainEntries registry, OffenceEvidence evidence)
    {
        var accused = evidence.Genesis.Supernode.Signing;
        return registry.HospitalOf(evidence.Genesis.ChainId) != accused ? Refusals.AccusedUnknown.With(evidence.Genesis.ChainId.ToString())
            : registry.ReportOf(evidence.OffenceKey) is { } known ? Refusals.OffenceKnown.With(known.ToString())
            : evidence is not ForkEvidence && registry.Credit(accused) is { Expelled: true, Points: 0 } ? Refusals.AccusedSpent.With(evidence.Code)
            : null;
    }
}
