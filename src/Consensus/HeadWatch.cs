using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Protocol;

namespace HospitalChain.Consensus;

/// <summary>Signed heads (chain.md §4.7): the newest is kept and passed on; one that names another header is evidence.</summary>
internal sealed class HeadWatch(CoreState core)
{
    /// <summary>False when the peer sent a head that the supernode did not sign.</summary>
    public bool Take(HeadArrived message, ulong nowMillis)
    {
        var head = message.Head;
        if (head.ChainId != core.Chain.ChainId || !head.SignatureIsValid(core.Genesis.Supernode.Signing))
        {
            return false;
        }

        if (head.Height < (ulong)core.HeaderHashes.Count && core.HeaderHashes[(int)head.Height] != head.HeaderHash)
        {
            core.Stop(Refusals.Equivocation.With($"height {head.Height}"), head.Height, conflictingHead: head);
            return true;
        }

        if (head.TimeMillis > core.HeadTimeMillis && head.TimeMillis <= nowMillis + core.Parameters.ClockSkewMaxMillis)
        {
            core.HeadTimeMillis = head.TimeMillis;
            core.Emit(new KeepHead(head, message.Peer));
        }

        return true;
    }
}
