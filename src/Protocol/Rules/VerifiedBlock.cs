using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>A block that may be applied: seal, links, roots and every record hold. Made by <see cref="BlockVerifier"/> only.</summary>
public sealed class VerifiedBlock
{
    internal VerifiedBlock(PlannedBlock planned) => Planned = planned;

    public Block Block => Planned.Block;

    public ChainState After => Planned.After;

    /// <summary>What it changes in the state.</summary>
    public IReadOnlyList<StateChange> Changes => Planned.Changes;

    private PlannedBlock Planned { get; }
}
