using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;

namespace HospitalChain.Consensus.Effects;

/// <summary>
/// Verify records on other threads: first the evidence of each diagnosis, a doctor's or a team's, with the hospital's keys, then every obligation
/// (<see cref="ObligationVerifier"/>, with a fresh random exponent seed). Answer with <see cref="Messages.RecordsVerified"/>.
/// </summary>
/// <param name="JobId">Names the answer.</param>
/// <param name="Tasks">What to verify.</param>
/// <param name="State">The state the tasks were taken from, for the visits that evidence names.</param>
public sealed record VerifyRecords(long JobId, IReadOnlyList<RecordTask> Tasks, ChainState State) : Effect;
