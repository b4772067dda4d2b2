using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Node.Chains;

/// <summary>
/// Hears what happens on a chain, after it is durable and in order, on the chain's own loop: an observer returns at once
/// and hands longer work to a queue of its own. What it throws is logged and stops nothing.
/// </summary>
public interface IChainObserver
{
    /// <summary>A block is on the disk, and <see cref="ChainHost.Chain"/> stands at it.</summary>
    void BlockApplied(ChainHost chain, Block block)
    {
    }

    /// <summary>A newer HEAD was signed here, or came and was verified.</summary>
    void HeadArrived(ChainHost chain, SignedHead head)
    {
    }

    /// <summary>The supernode promised a record.</summary>
    void RecordPromised(ChainHost chain, Promise promise)
    {
    }

    /// <summary>The chain stands still at this node.</summary>
    void ChainStopped(ChainHost chain, Refusal reason)
    {
    }
}
