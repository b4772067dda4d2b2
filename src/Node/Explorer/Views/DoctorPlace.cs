using HospitalChain.Crypto;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>Where a doctor was enrolled.</summary>
public readonly record struct DoctorPlace(Bytes32 Key, ulong Height, Bytes32 RecordId);
