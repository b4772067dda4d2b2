using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A case as a node tells it.</summary>
public sealed record CaseStatus(Bytes32 CaseId, string Code, Bytes32 Accused, Bytes32 ChainId, Bytes32 Accuser, ulong Height, string Stage, uint Points, uint Restored);
