using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Consensus.Messages;

/// <summary>The supernode refused a record that this node passed on, before any promise.</summary>
/// <param name="RecordId">Which.</param>
/// <param name="Refusal">Why.</param>
public sealed record SupernodeRefused(Bytes32 RecordId, Refusal Refusal) : CoreMessage;
