using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>What a node says of itself.</summary>
public sealed record NodeVersion(string Name, string Version, Bytes32 NodeKey, Bytes32 TlsFingerprint);
