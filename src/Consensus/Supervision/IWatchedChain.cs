using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Consensus.Supervision;

/// <summary>What a node keeps of a chain, for whoever looks for what its supernode did wrong.</summary>
public interface IWatchedChain
{
    /// <summary>The chain after the newest block.</summary>
    ChainState Chain { get; }

    /// <summary>The newest HEAD; null before the first.</summary>
    SignedHead? NewestHead { get; }

    /// <summary>What the block at which the chain stopped shows against its supernode; null where there is none.</summary>
    OffenceEvidence? Offence { get; }

    /// <summary>The sealed header; null above the newest.</summary>
    SealedHeader? ReadHeader(ulong height);

    /// <summary>Promises for records that are not decided here.</summary>
    IReadOnlyList<Promise> ReadOpenPromises();

    /// <summary>Proofs that the supernode equivocates.</summary>
    IReadOnlyList<Equivocation> ReadEvidence();
}
