using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;

namespace HospitalChain.Consensus;

/// <summary>
/// Signed heads (chain.md §4.7): the newest is kept and passed on; every one is compared with what else was signed. A
/// later one of a lower block takes history back, which stops the chain like a second header at one height.
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
        if (newest is { } known && Equivocation.Exclude(HeightClaim.Of(known), HeightClaim.Of(head)))
        {
            core.Stop(Refusals.Equivocation.With($"a head of height {head.Height} beside one of {known.Height}"), head.Height, conflictingHead: head, heldHead: known);
        }

        if (core.Stopped is null && head.TimeMillis > core.HeadTimeMillis && head.TimeMillis <= nowMillis + core.Parameters.ClockSkewMaxMillis)
        {
            newest = head;
            core.HeadTimeMillis = head.TimeMillis;
            core.Emit(new KeepHead(head, message.Peer));
            witness.See(head, nowMillis);
        }
    }
}
