using HospitalChain.Crypto;

namespace HospitalChain.Consensus.Messages;

/// <summary>A peer is gone.</summary>
/// <param name="Peer">TLS fingerprint of the peer.</param>
public sealed record PeerLeft(Bytes32 Peer) : CoreMessage;
