using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>An ask that counted.</summary>
/// <param name="By">The asking visit's signing key.</param>
public sealed record FellowTry(ulong TimeMillis, Bytes32 By);
