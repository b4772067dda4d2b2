using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;

namespace HospitalChain.Consensus;

/// <summary>
/// Signed heads (chain.md §4.7): the newest is kept and passed on; every one is compared with what else was signed. A
/// later one of a lower block, as a supernode signs that lost its store, is not gone by: it makes nothing fresh.
/// </summary>
internal sealed class HeadWatch(CoreState core, EquivocationWatch watch, HeadWitness witness, SignedHead? kept)
{
    private SignedHead? newest = kept;

    /// <summary>The head is this chain's, and its supernode signed it. Every peer passes the newest on: it is verified once.</summary>
    public bool IsSigned(SignedHead head) =>
        head == newest || (head.ChainId == core.Chain.ChainId && head.SignatureIsValid(core.Genesis.Supernode.Signing));

    /// <summary>Takes a head for which <see cref="IsSigned"/> holds.</summary>
    public void Take(HeadArrived message, ulong nowMillis)
    {
        var head = message.Head;
        watch.See(head);
        var takesBack = newest is { } known && Equivocation.Exclude(HeightClaim.Of(known), HeightClaim.Of(head));
        if (core.Stopped is null && !takesBack && head.TimeMillis > core.HeadTimeMillis && head.TimeMillis <= nowMillis + core.Parameters.ClockSkewMaxMillis)
        {
            newest = head;
            core.HeadTimeMillis = head.TimeMillis;
            core.Emit(new KeepHead(head, message.Peer));
            witness.See(head, nowMillis);
        }
    }
}
