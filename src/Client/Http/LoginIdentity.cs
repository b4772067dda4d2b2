using HospitalChain.Crypto;

namespace HospitalChain.Client.Http;

/// <summary>Who logs in: a key and the chain that knows it. For a patient always one visit's own key.</summary>
/// <param name="ChainId">The chain on which the key is known.</param>
/// <param name="Key">Signs LOGIN and stays here.</param>
public sealed record LoginIdentity(Bytes32 ChainId, SigningKey Key);
