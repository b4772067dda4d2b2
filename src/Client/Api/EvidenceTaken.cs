using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>Evidence that a node verified; its report's id where one stands already.</summary>
public sealed record EvidenceTaken(string Code, Bytes32 ChainId, Bytes32 OffenceKey, Bytes32? ReportId);
