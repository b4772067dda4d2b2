using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Protocol.Proofs;

/// <summary>That a sealed header belongs to the chain of a genesis and its supernode sealed it.</summary>
internal static class SealCheck
{
    public static Refusal? Refuses(SealedHeader header, Genesis genesis) =>
        header.Header.ChainId != genesis.ChainId ? Refusals.WrongChain.With($"header of chain {header.Header.ChainId}")
        : !header.SealIsValid(genesis.Supernode.Signing) ? Refusals.SealInvalid.With($"header {header.Header.Height}")
        : null;
}
