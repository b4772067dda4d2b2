using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>One way in which a node's content store and its chains disagree.</summary>
public sealed record StoreFinding(string Code, Bytes32 Sha256, Bytes32? ChainId, Bytes32? RecordId, long? RecordBytes, long? StoredBytes);
