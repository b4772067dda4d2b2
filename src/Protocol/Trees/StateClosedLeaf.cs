using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>A leaf whose value an excerpt does not show.</summary>
internal sealed class StateClosedLeaf(Bytes32 key, Bytes32 valueHash) : StateLeaf(key, valueHash)
{
    public override Bytes32 ValueHash { get; } = valueHash;
}
