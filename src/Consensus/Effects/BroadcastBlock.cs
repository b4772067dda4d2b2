using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Effects;

/// <summary>Send a block to every peer that follows the chain.</summary>
/// <param name="Block">The block.</param>
public sealed record BroadcastBlock(Block Block) : Effect;
