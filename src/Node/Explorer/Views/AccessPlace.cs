using HospitalChain.Crypto;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>An access record: who asked for what, and what was answered.</summary>
/// <param name="Owner">Whose record was asked for; zero where the chain does not say.</param>
public readonly record struct AccessPlace(
    Bytes32 AccessId, ulong TimeMillis, Bytes32 RequestedId, Bytes32 GrantId, Bytes32 Reader, Bytes32 AnsweredBy, bool Delivered, string Code, uint Requests, Bytes32 Owner);
