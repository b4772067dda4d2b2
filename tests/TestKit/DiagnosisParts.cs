using HospitalChain.Crypto;

namespace HospitalChain.TestKit;

/// <summary>The parts of a diagnosis that a test may spoil.</summary>
public sealed record DiagnosisParts(byte[] Capsule, byte[] Alpha, Bytes32 EvidenceTag, Party Store, byte[] HospitalPid);
