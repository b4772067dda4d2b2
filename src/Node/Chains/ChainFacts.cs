using HospitalChain.Consensus;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Chains;

/// <summary>What a chain's loop shows to other threads: each a whole immutable value, written by the loop only.</summary>
internal sealed class ChainFacts(ChainState chain, SignedHead? newestHead, bool isRestored)
{
    /// <summary>Earlier states that proofs can still be made from; they share nearly everything with the newest.</summary>
    private const int RecentMax = 128;

    private volatile ChainState[] recent = [chain];
    private volatile ChainState chain = chain;
    private volatile SignedHead? newestHead = newestHead;
    private volatile Refusal? stopped;
    private volatile OffenceEvidence? offence;
    private volatile CoreStatus core = new(chain.Head.Height, newestHead?.TimeMillis ?? 0, 0, 0, 0, 0, false, isRestored, null);

    public ChainState Chain
    {
        get => chain;
        set
        {
            chain = value;
            recent = [.. recent.Where(earlier => earlier.Head.Height < value.Head.Height).TakeLast(RecentMax - 1), value];
        }
    }

    /// <summary>The chain at a height; null where that is above the newest or too long ago.</summary>
    public ChainState? At(ulong height) => Array.Find(recent, state => state.Head.Height == height);

    public SignedHead? NewestHead
    {
        get => newestHead;
        set => newestHead = value;
    }

    /// <summary>What the block that stopped the chain shows against its supernode; null where there is none.</summary>
    public OffenceEvidence? Offence
    {
        get => offence;
        set => offence = value;
    }

    public Refusal? Stopped
    {
        get => stopped;
        set => stopped = value;
    }

    public CoreStatus Core
    {
        get => core;
        set => core = value;
    }
}
