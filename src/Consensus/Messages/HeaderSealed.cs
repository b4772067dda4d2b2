using HospitalChain.Crypto;

namespace HospitalChain.Consensus.Messages;

/// <summary>The seal asked for by <see cref="Effects.SealHeader"/>.</summary>
/// <param name="HeaderHash">Which header.</param>
/// <param name="Seal">SEAL over it.</param>
public sealed record HeaderSealed(Bytes32 HeaderHash, Signature64 Seal) : CoreMessage;
