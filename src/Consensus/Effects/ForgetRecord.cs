using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Consensus.Effects;

/// <summary>Remove a record from the durable pool that the supernode refused before any promise.</summary>
/// <param name="RecordId">Which.</param>
/// <param name="Refusal">Why, for whoever asks.</param>
public sealed record ForgetRecord(Bytes32 RecordId, Refusal Refusal) : Effect;
