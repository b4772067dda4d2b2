using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Node.Chains;

/// <summary>One chain at this node, as status pages show it.</summary>
/// <param name="Name">The operator's name for it.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="IsRegistry">The registry chain; otherwise a hospital's.</param>
/// <param name="IsSupernode">This node seals it; otherwise it follows.</param>
/// <param name="HeadHash">Header hash of the newest block on this node's disk.</param>
/// <param name="Core">What the chain's core says of itself, at most one tick old.</param>
/// <param name="Followers">Connected peers that keep this chain.</param>
/// <param name="Stopped">Why the chain stands still at this node; null while it runs.</param>
public sealed record ChainHostStatus(
    string Name, Bytes32 ChainId, bool IsRegistry, bool IsSupernode, Bytes32 HeadHash, CoreStatus Core, int Followers, Refusal? Stopped);
