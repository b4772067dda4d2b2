using HospitalChain.Crypto;

namespace HospitalChain.Node.Fellows;

/// <summary>An ask that counted.</summary>
public sealed record FellowTryView(ulong TimeMillis, Bytes32 By);
