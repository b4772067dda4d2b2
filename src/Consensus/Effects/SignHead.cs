using HospitalChain.Crypto;

namespace HospitalChain.Consensus.Effects;

/// <summary>Sign HEAD, keep it, and send it to every peer that follows the chain.</summary>
/// <param name="Height">Height of the newest block.</param>
/// <param name="HeaderHash">Its header hash.</param>
/// <param name="TimeMillis">Now.</param>
public sealed record SignHead(ulong Height, Bytes32 HeaderHash, ulong TimeMillis) : Effect;
