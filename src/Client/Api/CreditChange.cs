using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>One change of a party's credit: the record that made it, the rule behind it, and the record that carries the evidence.</summary>
public sealed record CreditChange(
    ulong Height, ulong TimeMillis, Bytes32 RecordId, string Kind, Bytes32 CaseId, Bytes32 EvidenceId, string Code, string Rule, int Points, uint After);
