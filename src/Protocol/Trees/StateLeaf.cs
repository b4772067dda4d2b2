using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>One entry, standing for the whole subtree it is alone in.</summary>
internal sealed class StateLeaf(Bytes32 key, byte[] value)
    : StateNode(TreeHash.StateLeaf(key, TreeHash.Sha256(value)))
{
    public readonly Bytes32 Key = key;

    /// <summary>The tree's own copy; nothing writes to it.</summary>
    public readonly byte[] Value = value;
}
