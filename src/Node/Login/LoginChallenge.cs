using HospitalChain.Crypto;

namespace HospitalChain.Node.Login;

/// <summary>What to sign. The caller compares node key and fingerprint with those it pinned before it signs.</summary>
/// <param name="TimeMillis">The node's clock, for choosing an expiry.</param>
public sealed record LoginChallenge(Bytes32 Nonce, Bytes32 NodeKey, Bytes32 TlsFingerprint, long TimeMillis);
