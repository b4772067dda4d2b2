using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>One entry, standing for the whole subtree it is alone in.</summary>
internal class StateLeaf : StateNode
{
    public readonly Bytes32 Key;

    /// <summary>The tree's own copy, to which nothing writes; null in an excerpt that shows only that the key is there.</summary>
    public readonly byte[]? Value;

    public StateLeaf(Bytes32 key, byte[] value)
        : base(TreeHash.StateLeaf(key, TreeHash.Sha256(value)))
    {
        Key = key;
        Value = value;
    }

    private protected StateLeaf(Bytes32 key, Bytes32 valueHash)
        : base(TreeHash.StateLeaf(key, valueHash)) => Key = key;

    public virtual Bytes32 ValueHash => TreeHash.Sha256(Value);
}
