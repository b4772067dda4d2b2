using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Effects;

/// <summary>Sign SEAL. Answer with <see cref="Messages.HeaderSealed"/>.</summary>
/// <param name="Header">The header.</param>
public sealed record SealHeader(Header Header) : Effect;
