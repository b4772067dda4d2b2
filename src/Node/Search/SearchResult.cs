using HospitalChain.Crypto;

namespace HospitalChain.Node.Search;

/// <summary>Records of the visit that are about the trapdoor's symptom.</summary>
public sealed record SearchResult(IReadOnlyList<Bytes32> Records);
