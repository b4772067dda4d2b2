using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Effects;

/// <summary>Stop following, keep the evidence, tell the system manager, and say so in the status (chain.md §4.6).</summary>
/// <param name="Refusal">Why.</param>
/// <param name="Height">Where.</param>
/// <param name="Conflicting">The other sealed header; null where the conflict is a signed HEAD or a wrong root.</param>
/// <param name="ConflictingHead">The signed HEAD that names another header; null otherwise.</param>
/// <param name="Held">The sealed header it conflicts with, where that block is not applied, so in no store; null otherwise.</param>
/// <param name="HeldHead">The signed HEAD it conflicts with, where no block of that height is here; null otherwise.</param>
public sealed record StopChain(
    Refusal Refusal, ulong Height, SealedHeader? Conflicting, SignedHead? ConflictingHead, SealedHeader? Held = null, SignedHead? HeldHead = null) : Effect
{
    /// <summary>The sealed block that breaks a rule, where that is the reason; null otherwise.</summary>
    public UnlawfulBlock? Unlawful { get; init; }
}
