namespace HospitalChain.Client.Api;

/// <summary>The hospital has the registration.</summary>
public sealed record RegistrationTaken(byte[] VisitPid);
