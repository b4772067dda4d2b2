using HospitalChain.Crypto;

namespace HospitalChain.Node.Desk;

/// <summary>A patient's registration.</summary>
/// <param name="Claim">Hex of the canonical claim.</param>
/// <param name="VisitSignature">VISIT over it.</param>
/// <param name="Sealed">Hex of ID and symptoms, sealed to the hospital.</param>
public sealed record RegistrationRequest(string Claim, Signature64 VisitSignature, string Sealed);
