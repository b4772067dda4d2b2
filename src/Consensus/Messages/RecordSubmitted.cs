using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus.Messages;

/// <summary>A record came, from a client or a peer.</summary>
/// <param name="Record">The record, its signature verified.</param>
/// <param name="RequestId">Names the request in the <see cref="Effects.Answer"/> that follows.</param>
public sealed record RecordSubmitted(SignedRecord Record, long RequestId) : CoreMessage;
