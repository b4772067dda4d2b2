using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Messages;

/// <summary>A peer showed a cosignature by this node's own key: after a restore the node may not know of it.</summary>
/// <param name="Mark">What it cosigned; the signature was verified.</param>
public sealed record CosignedBefore(HeadMark Mark) : CoreMessage;
