using HospitalChain.Crypto;

namespace HospitalChain.Node.Peers;

/// <summary>The connection ended; <paramref name="Reason"/> is one of <see cref="PeerDropReason"/> or the chain's own code.</summary>
public sealed record PeerGone(Bytes32 Peer, string Reason, string? Detail) : PeerEvent(Peer);
