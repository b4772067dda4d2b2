using HospitalChain.Crypto;

namespace HospitalChain.Consensus.Effects;

/// <summary>Ask a peer for blocks.</summary>
/// <param name="Peer">TLS fingerprint of the peer.</param>
/// <param name="FromHeight">The first.</param>
/// <param name="Count">At most so many.</param>
public sealed record RequestBlocks(Bytes32 Peer, ulong FromHeight, int Count) : Effect;
