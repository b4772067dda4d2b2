using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Effects;

/// <summary>Remember durably that this witness cosigned a head before its store was lost.</summary>
/// <param name="Mark">The newest head it is known to have cosigned.</param>
public sealed record RememberCosigned(HeadMark Mark) : Effect;
