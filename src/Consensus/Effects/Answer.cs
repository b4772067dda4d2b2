namespace HospitalChain.Consensus.Effects;

/// <summary>Answer a request. With a promise time, the supernode signs PROMISE over exactly these times and sends it along.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Content">The answer.</param>
public sealed record Answer(long RequestId, SubmissionAnswer Content) : Effect;
