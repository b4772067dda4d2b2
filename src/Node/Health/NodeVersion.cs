using HospitalChain.Crypto;

namespace HospitalChain.Node.Health;

public sealed record NodeVersion(string Name, string Version, string PeerProtocol, Bytes32 NodeKey, Bytes32 TlsFingerprint);
