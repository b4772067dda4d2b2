using HospitalChain.Crypto;

namespace HospitalChain.Node.Login;

/// <summary>A signed LOGIN.</summary>
/// <param name="ChainId">The chain that knows <paramref name="Key"/>.</param>
/// <param name="Nonce">From the challenge.</param>
/// <param name="ExpiryMillis">Until when the signature counts; at most five minutes ahead.</param>
public sealed record LoginRequest(Bytes32 ChainId, Bytes32 Key, Bytes32 Nonce, long ExpiryMillis, Signature64 Signature);
