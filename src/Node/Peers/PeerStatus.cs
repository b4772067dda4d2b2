using HospitalChain.Crypto;

namespace HospitalChain.Node.Peers;

/// <summary>One known peer as the API and the explorer show it.</summary>
public sealed record PeerStatus(
    string Name,
    Bytes32 Fingerprint,
    string? Address,
    PeerState State,
    bool Outgoing,
    DateTimeOffset? ConnectedSince,
    PeerTraffic Traffic,
    PeerDrop? LastDrop);
