using HospitalChain.Consensus;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Chains;

/// <summary>What a chain's loop shows to other threads: each a whole immutable value, written by the loop only.</summary>
internal sealed class ChainFacts(ChainState chain, SignedHead? newestHead)
{
    private volatile ChainState chain = chain;
    private volatile SignedHead? newestHead = newestHead;
    private volatile Refusal? stopped;
    private volatile OffenceEvidence? offence;
    private volatile CoreStatus core = new(chain.Head.Height, newestHead?.TimeMillis ?? 0, 0, 0, 0, 0, false, null);

    public ChainState Chain
    {
        get => chain;
        set => chain = value;
    }

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
