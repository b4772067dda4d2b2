using HospitalChain.Crypto;

namespace HospitalChain.Client.Http;

/// <summary>A signed LOGIN.</summary>
internal sealed record LoginRequest(Bytes32 ChainId, Bytes32 Key, Bytes32 Nonce, ulong ExpiryMillis, Signature64 Signature);
