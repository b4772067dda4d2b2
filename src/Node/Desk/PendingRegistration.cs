using HospitalChain.Crypto;

namespace HospitalChain.Node.Desk;

/// <summary>A registration as its own desk reads it.</summary>
/// <param name="Pid">Hex of the visit's PID.</param>
/// <param name="Id">The patient's identifier.</param>
/// <param name="Symptoms">In the patient's own words.</param>
/// <param name="Reference">The desk's note on the ticket.</param>
/// <param name="TimeMillis">When it came.</param>
/// <param name="Status">registered, or assigned while block or letters are on their way.</param>
/// <param name="Doctors">Assigned doctors, in order.</param>
/// <param name="RefusalCode">Why the chain refused an earlier assignment.</param>
public sealed record PendingRegistration(
    string Pid, string Id, string Symptoms, string? Reference, ulong TimeMillis, string Status, IReadOnlyList<Bytes32> Doctors, string? RefusalCode);
