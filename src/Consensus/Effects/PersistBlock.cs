using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Consensus.Effects;

/// <summary>Make a block and all it changes durable in one synced batch, and take its records out of the pool.</summary>
/// <param name="Block">The block.</param>
/// <param name="After">The chain after it.</param>
/// <param name="Changes">State entries it sets.</param>
/// <param name="Decided">Ids that leave the pool: its records, and those its rejections refuse.</param>
public sealed record PersistBlock(Block Block, ChainState After, IReadOnlyList<StateChange> Changes, IReadOnlyList<Bytes32> Decided) : Effect;
