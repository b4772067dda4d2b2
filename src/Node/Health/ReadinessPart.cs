namespace HospitalChain.Node.Health;

/// <param name="Missing">Null when this part is ready.</param>
public sealed record ReadinessPart(string Name, string? Missing);
