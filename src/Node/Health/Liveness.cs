namespace HospitalChain.Node.Health;

/// <param name="Status">"live": the process answers.</param>
/// <param name="Expiring">What ends soon; nothing of it stops the node by itself.</param>
public sealed record Liveness(string Status, IReadOnlyList<ExpiryWarning> Expiring);
