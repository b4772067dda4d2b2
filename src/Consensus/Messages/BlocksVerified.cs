using HospitalChain.Protocol;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus.Messages;

/// <summary>A <see cref="Effects.VerifyBlocks"/> is done.</summary>
/// <param name="JobId">Which.</param>
/// <param name="Verified">The blocks up to the first that fails.</param>
/// <param name="Refusal">Why that one fails; null when all are good.</param>
public sealed record BlocksVerified(long JobId, IReadOnlyList<VerifiedBlock> Verified, Refusal? Refusal) : CoreMessage;
