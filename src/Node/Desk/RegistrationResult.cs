namespace HospitalChain.Node.Desk;

/// <summary>The hospital has the registration.</summary>
/// <param name="VisitPid">Hex of the visit's PID.</param>
public sealed record RegistrationResult(string VisitPid);
