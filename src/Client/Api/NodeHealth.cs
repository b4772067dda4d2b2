namespace HospitalChain.Client.Api;

/// <summary>GET /v1/health: that a node lives, and what of it ends soon.</summary>
public sealed record NodeHealth(string Status, IReadOnlyList<NodeExpiry>? Expiring);
