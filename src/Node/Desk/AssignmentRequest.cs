using HospitalChain.Crypto;

namespace HospitalChain.Node.Desk;

/// <summary>Doctors for a visit, in the order in which they are to act.</summary>
public sealed record AssignmentRequest(IReadOnlyList<Bytes32> Doctors);
