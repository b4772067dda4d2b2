using HospitalChain.Crypto;

namespace HospitalChain.Client.Teams;

/// <summary>What a hospital opens a session with.</summary>
/// <param name="Pid">PID of the visit.</param>
/// <param name="Doctors">1 to 16 assigned doctors, in the order in which they sign.</param>
/// <param name="StartMillis">T.</param>
/// <param name="StepMillis">How long each doctor has.</param>
/// <param name="ResignMax">N.</param>
public sealed record TeamOrder(ReadOnlyMemory<byte> Pid, IReadOnlyList<Bytes32> Doctors, ulong StartMillis, ulong StepMillis, uint ResignMax);
