using HospitalChain.Node.Peers;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>A frame kind beside the chains' own.</summary>
/// <param name="Kind">Its type is 32 or more.</param>
public sealed record PeerFrameRegistration(PeerFrameKind Kind);
