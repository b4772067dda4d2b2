using HospitalChain.Crypto;

namespace HospitalChain.TestKit;

/// <summary>The parts of a team's diagnosis that a test may spoil.</summary>
public sealed record TeamParts(
    Party Store, byte[] Alpha, Bytes32 Context, byte[] Pid, IReadOnlyList<Bytes32> StepIds, byte[] Signature, G1 VisitKey);
