using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Records;

/// <summary>A step that a team's diagnosis rests on.</summary>
/// <param name="RecordId">Record id of the team-step.</param>
/// <param name="Commitment">Its D_k.</param>
public readonly record struct SignedStep(Bytes32 RecordId, Bytes32 Commitment);
