using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Effects;

/// <summary>
/// Remember durably that this head is cosigned, then cosign it, keep the cosignature and send it to every peer that
/// follows the chain. After a crash in between it stays without: a newer one is cosigned.
/// </summary>
/// <param name="Head">The head; its block is applied here.</param>
public sealed record CosignHead(SignedHead Head) : Effect;
