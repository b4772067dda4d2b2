using HospitalChain.Crypto;

namespace HospitalChain.Node.Peers;

/// <summary>
/// What the network tells the node's one loop. For each peer they come in order: connected, frames, gone; a peer that
/// comes back is gone first.
/// </summary>
public abstract record PeerEvent(Bytes32 Peer);
