using HospitalChain.Protocol;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus.Messages;

/// <summary>A <see cref="Effects.VerifyRecords"/> is done.</summary>
/// <param name="JobId">Which.</param>
/// <param name="Results">One for each task, in order; a refused evidence stands here too.</param>
public sealed record RecordsVerified(long JobId, IReadOnlyList<Parsed<VerifiedRecord>> Results) : CoreMessage;
