using HospitalChain.Crypto;

namespace HospitalChain.Node.Peers;

/// <summary>One frame, within its kind's size.</summary>
public sealed record PeerFrame(Bytes32 Peer, byte Type, ReadOnlyMemory<byte> Payload) : PeerEvent(Peer);
