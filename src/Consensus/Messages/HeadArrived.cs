using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Messages;

/// <summary>A signed HEAD came.</summary>
/// <param name="Peer">TLS fingerprint of the peer.</param>
/// <param name="Head">The head, not verified.</param>
public sealed record HeadArrived(Bytes32 Peer, SignedHead Head) : CoreMessage;
