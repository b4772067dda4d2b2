using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;

namespace HospitalChain.Consensus.Effects;

/// <summary>A sealed block that breaks a rule, with what it was judged on, so that evidence can be made of it.</summary>
/// <param name="Block">The block.</param>
/// <param name="Before">The chain before it.</param>
/// <param name="Registry">The registry at the head that it names; null on the registry chain.</param>
public sealed record UnlawfulBlock(Block Block, ChainState Before, RegistryFacts? Registry);
