using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus.Messages;

/// <summary>The rejection asked for by <see cref="Effects.SignRejection"/>.</summary>
/// <param name="Record">A record of kind rejection by this hospital.</param>
public sealed record RejectionSigned(SignedRecord Record) : CoreMessage;
