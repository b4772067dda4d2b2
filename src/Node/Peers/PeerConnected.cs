using HospitalChain.Crypto;

namespace HospitalChain.Node.Peers;

/// <summary>Frames can be sent to this peer from now on.</summary>
public sealed record PeerConnected(Bytes32 Peer, string Name) : PeerEvent(Peer);
