using HospitalChain.Crypto;

namespace HospitalChain.Client.Http;

/// <summary>What a node gives to sign.</summary>
internal sealed record LoginChallenge(Bytes32 Nonce, Bytes32 NodeKey, Bytes32 TlsFingerprint, ulong TimeMillis);
