using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Messages;

/// <summary>The supernode promised a record that this node passed on. Its signature was verified by the node.</summary>
/// <param name="Promise">The promise.</param>
public sealed record PromiseArrived(Promise Promise) : CoreMessage;
