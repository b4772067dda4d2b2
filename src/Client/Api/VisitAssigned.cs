using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>The register-visit record that the node wrote.</summary>
public sealed record VisitAssigned(Bytes32 RecordId, string? Status);
