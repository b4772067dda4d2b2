using HospitalChain.Crypto;

namespace HospitalChain.Consensus.Messages;

/// <summary>A peer that follows this chain is connected.</summary>
/// <param name="Peer">TLS fingerprint of the peer.</param>
/// <param name="Height">The height it says it has.</param>
/// <param name="IsSupernode">Its fingerprint is the supernode's.</param>
/// <param name="IsManager">It is the system manager's node, which keeps every chain.</param>
public sealed record PeerJoined(Bytes32 Peer, ulong Height, bool IsSupernode, bool IsManager = false) : CoreMessage;
