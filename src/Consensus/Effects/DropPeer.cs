using HospitalChain.Crypto;

namespace HospitalChain.Consensus.Effects;

/// <summary>Close the connection to a peer that lied or stayed silent.</summary>
/// <param name="Peer">TLS fingerprint of the peer.</param>
/// <param name="Reason">For the peer table.</param>
public sealed record DropPeer(Bytes32 Peer, string Reason) : Effect;
