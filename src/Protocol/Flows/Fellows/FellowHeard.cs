namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>What became of a message that came.</summary>
/// <param name="Turn">The run now, or why the message was not taken.</param>
/// <param name="Text">What the other patient wrote; null where it was not taken. To be kept before the run is.</param>
public sealed record FellowHeard(FlowTurn<FellowRun> Turn, byte[]? Text);
