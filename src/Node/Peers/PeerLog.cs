using HospitalChain.Crypto;

namespace HospitalChain.Node.Peers;

/// <summary>Log lines of the peer network.</summary>
internal static partial class PeerLog
{
    [LoggerMessage(100, LogLevel.Information, "Peer {Name} {Fingerprint} connected ({How})")]
    public static partial void Connected(this ILogger log, string name, Bytes32 fingerprint, string how);

    [LoggerMessage(101, LogLevel.Information, "Peer {Name} {Fingerprint} not connected: {Reason} {Detail}")]
    public static partial void Dropped(this ILogger log, string name, Bytes32? fingerprint, string reason, string? detail);
}
