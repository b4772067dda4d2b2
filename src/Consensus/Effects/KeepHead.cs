using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Effects;

/// <summary>Keep the newest signed HEAD and pass it on to the other peers.</summary>
/// <param name="Head">The head, its signature verified.</param>
/// <param name="From">The peer it came from.</param>
public sealed record KeepHead(SignedHead Head, Bytes32 From) : Effect;
