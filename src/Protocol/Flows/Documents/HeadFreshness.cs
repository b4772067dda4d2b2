using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>Whether a chain, as it stands here, is new enough to decide on (chain.md §4.7). Every doubt is a refusal.</summary>
public static class HeadFreshness
{
    /// <summary>Null when the newest HEAD is fresh, the supernode's own, and everything up to it is applied.</summary>
    public static Refusal? Refuses(ChainState state, SignedHead? newest, ulong nowMillis)
    {
        return newest is not { } head ? Refusals.HeadTooOld.With($"no signed head of {state.ChainId} yet")
            : HeadAge.Refuses(head, state.Genesis.Parameters, nowMillis) is { } age ? age
            : head.ChainId != state.ChainId || !head.SignatureIsValid(state.Genesis.Supernode.Signing) ? Refusals.HeadTooOld.With("its signature does not hold")
            : state.Head.Height < head.Height ? Refusals.HeadTooOld.With($"block {head.Height} is not here yet")
            : head.Height == state.Head.Height && head.HeaderHash != state.Head.Hash ? Refusals.Equivocation
            : null;
    }
}
