using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A patient who allows being asked, as a node tells.</summary>
/// <param name="VisitKey">The visit's signing key, to be proven on its chain.</param>
/// <param name="Offer">The signed offer, canonical.</param>
public sealed record FellowListed(Bytes32 VisitKey, Bytes32 ChainId, byte[] Pid, byte[] Offer);
