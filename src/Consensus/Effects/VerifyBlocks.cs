using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus.Effects;

/// <summary>Verify planned blocks on other threads (<see cref="BlockVerifier"/>, fresh random seed). Answer with <see cref="Messages.BlocksVerified"/>.</summary>
/// <param name="JobId">Names the answer.</param>
/// <param name="Planned">Consecutive.</param>
public sealed record VerifyBlocks(long JobId, IReadOnlyList<PlannedBlock> Planned) : Effect;
