using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A registered visit at the desk, with what its patient said.</summary>
public sealed record WaitingRegistration(
    byte[] Pid, string Id, string Symptoms, string? Reference, ulong TimeMillis, string? Status, IReadOnlyList<Bytes32>? Doctors, string? RefusalCode);
