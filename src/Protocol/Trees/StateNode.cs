using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>A non-empty subtree of the state, with its hash. Never changed, so versions share it freely.</summary>
internal abstract class StateNode(Bytes32 hash)
{
    public readonly Bytes32 Hash = hash;

    /// <summary>The subtree over two halves: an empty one is null, and one leaf alone is the leaf itself (chain.md §3).</summary>
    public static StateNode? Join(StateNode? left, StateNode? right) => (left, right) switch
    {
        (null, null) => null,
        (StateLeaf, null) => left,
        (null, StateLeaf) => right,
        _ => new StateBranch(left, right),
    };
}
