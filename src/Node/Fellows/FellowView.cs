using HospitalChain.Crypto;

namespace HospitalChain.Node.Fellows;

/// <summary>A patient who allows being asked: a pseudo-identity, nothing else.</summary>
/// <param name="Offer">The signed offer, canonical, in hexadecimal.</param>
public sealed record FellowView(Bytes32 VisitKey, Bytes32 ChainId, string Pid, string Offer);
