using HospitalChain.Crypto;

namespace HospitalChain.Node.Peers;

/// <summary>One ended or refused connection.</summary>
/// <param name="Peer">Its fingerprint, or null when it showed none.</param>
public sealed record PeerDrop(Bytes32? Peer, string Reason, string? Detail, DateTimeOffset At);
