using HospitalChain.Crypto;

namespace HospitalChain.Node.Supervision;

/// <summary>One change of a party's credit, with its rule and its evidence.</summary>
/// <param name="Height">Height of the block.</param>
/// <param name="TimeMillis">Time of the block.</param>
/// <param name="RecordId">The record that changed it.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="CaseId">The case it belongs to.</param>
/// <param name="EvidenceId">The record that carries the evidence.</param>
/// <param name="Code">The offence, or the reason of the refusal.</param>
/// <param name="Rule">The section of the specification behind it.</param>
/// <param name="Points">Taken where negative, given back where positive.</param>
/// <param name="After">What was left then.</param>
public sealed record CreditChange(
    ulong Height, ulong TimeMillis, Bytes32 RecordId, string Kind, Bytes32 CaseId, Bytes32 EvidenceId, string Code, string Rule, int Points, uint After);
