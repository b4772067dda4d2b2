using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>Records of the visit that are about the symptom.</summary>
public sealed record SearchFound(IReadOnlyList<Bytes32> Records);
