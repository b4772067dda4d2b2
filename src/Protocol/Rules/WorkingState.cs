using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>The state while a block's records apply in order.</summary>
internal sealed class WorkingState(Genesis genesis, StateTree tree, RegistryFacts? registry, ulong height, ulong timeMillis)
{
    public StateTree Tree { get; private set; } = tree;

    public List<StateChange> Changes { get; } = [];

    public List<RecordTask> Tasks { get; } = [];

    public JudgementContext Context => new(genesis, new ChainEntries(Tree), registry, timeMillis);

    public static WorkingState After(ChainState parent, RegistryFacts? registry, ulong timeMillis) =>
        new(parent.Genesis, parent.Tree, registry, parent.Head.Height + 1, timeMillis);

    public void Apply(RecordTask task)
    {
        var changes = StateTransition.Changes(task.Record, Context, height);
        Tree = Tree.Apply(changes);
        Changes.AddRange(changes);
        Tasks.Add(task);
    }
}
