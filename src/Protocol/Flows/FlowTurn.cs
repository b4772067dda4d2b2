namespace HospitalChain.Protocol.Flows;

/// <summary>What a message or the clock did to a run. The run before is as it was.</summary>
/// <param name="Run">The run now; the same object where nothing changed.</param>
/// <param name="Letters">To be mailed, in any order, once run and sealed mails are durable together (<see cref="FlowCheckpoint"/>).</param>
/// <param name="Refusal">Why the message was not taken, or the run ended; null when all went on.</param>
public sealed record FlowTurn<TRun>(TRun Run, IReadOnlyList<FlowLetter> Letters, Refusal? Refusal);
