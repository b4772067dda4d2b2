using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Messages;

/// <summary>Consecutive blocks came, spread by a peer or asked for.</summary>
/// <param name="Peer">TLS fingerprint of the peer.</param>
/// <param name="Blocks">Ascending; empty says the peer has none.</param>
public sealed record BlocksArrived(Bytes32 Peer, IReadOnlyList<Block> Blocks) : CoreMessage;
