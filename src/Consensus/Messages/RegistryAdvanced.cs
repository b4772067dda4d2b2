using HospitalChain.Protocol.State;

namespace HospitalChain.Consensus.Messages;

/// <summary>This node applied a registry block; at start, one for each height.</summary>
/// <param name="Registry">The registry chain after it.</param>
public sealed record RegistryAdvanced(ChainState Registry) : CoreMessage;
