using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Protocol.Proofs;

/// <summary>Whether a HEAD is fresh enough to decide what stands now (chain.md §4.7). Its signature is the caller's to check.</summary>
public static class HeadAge
{
    /// <summary>Null when it was signed no longer ago than the chain's parameters allow, and not in the future.</summary>
    public static Refusal? Refuses(SignedHead head, ChainParameters parameters, ulong nowMillis) =>
        head.TimeMillis + parameters.HeadAgeMaxMillis < nowMillis ? Refusals.HeadTooOld.With($"signed {nowMillis - head.TimeMillis} ms ago")
        : head.TimeMillis > nowMillis + parameters.ClockSkewMaxMillis ? Refusals.HeadTooOld.With("the newest head is from the future; one of the clocks is wrong")
        : null;
}
