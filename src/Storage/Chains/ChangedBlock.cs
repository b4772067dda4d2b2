using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Storage.Chains;

/// <summary>A verified block and the state entries that it changes.</summary>
/// <param name="Block">The block.</param>
/// <param name="Changes">What it changes in the state.</param>
public readonly record struct ChangedBlock(Block Block, IEnumerable<StateChange> Changes);
