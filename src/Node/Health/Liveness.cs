namespace HospitalChain.Node.Health;

public sealed record Liveness(string Status);
