namespace HospitalChain.Node.Health;

public sealed record Readiness(bool Ready, IReadOnlyList<ReadinessPart> Parts);
