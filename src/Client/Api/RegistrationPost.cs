using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A registration on its way.</summary>
internal sealed record RegistrationPost(byte[] Claim, Signature64 VisitSignature, byte[] Sealed);
