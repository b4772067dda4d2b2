using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>Two halves by the next key bit, 0 left; at most one is empty, and never beside a leaf.</summary>
internal sealed class StateBranch(StateNode? left, StateNode? right)
    : StateNode(TreeHash.Node(left?.Hash ?? Bytes32.Zero, right?.Hash ?? Bytes32.Zero))
{
    public readonly StateNode? Left = left, Right = right;
}
