using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// A block whose links, roots and state rules hold, with the cryptographic checks that remain. What follows from it may
/// be planned on top, but nothing of it is to be kept before <see cref="BlockVerifier"/> verified it.
/// </summary>
/// <param name="Block">The block.</param>
/// <param name="After">The chain's state if the block verifies.</param>
/// <param name="Changes">What it changes in the state.</param>
/// <param name="Tasks">A task per record, in order.</param>
public sealed record PlannedBlock(Block Block, ChainState After, IReadOnlyList<StateChange> Changes, IReadOnlyList<RecordTask> Tasks);
