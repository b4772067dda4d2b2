using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>Doctors of a visit, in order.</summary>
internal sealed record DoctorsAssigned(IReadOnlyList<Bytes32> Doctors);
