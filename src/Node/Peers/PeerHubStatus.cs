namespace HospitalChain.Node.Peers;

/// <summary>The whole peer network at one moment.</summary>
public sealed record PeerHubStatus(IReadOnlyList<PeerStatus> Peers, IReadOnlyList<PeerDrop> Drops);
