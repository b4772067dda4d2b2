using HospitalChain.Crypto;

namespace HospitalChain.Node.Supervision;

/// <summary>A case as it was opened; how far it is stands in the chain's state.</summary>
/// <param name="CaseId">Record id of the report; on a hospital's chain of the refused record.</param>
/// <param name="EvidenceId">The record that carries the evidence: the report, or the rejection with the refused record in full.</param>
/// <param name="Code">The offence, or the reason of the refusal.</param>
/// <param name="Accused">Whom it costs.</param>
/// <param name="ChainId">Where it was done.</param>
/// <param name="Accuser">Who says so.</param>
/// <param name="Height">Height of the block that opened it.</param>
public sealed record CaseNote(Bytes32 CaseId, Bytes32 EvidenceId, string Code, Bytes32 Accused, Bytes32 ChainId, Bytes32 Accuser, ulong Height);
