using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>A subtree that an excerpt does not show, only its hash.</summary>
internal sealed class StateStub(Bytes32 hash) : StateNode(hash);
