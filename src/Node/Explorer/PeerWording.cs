using HospitalChain.Node.Peers;

namespace HospitalChain.Node.Explorer;

/// <summary>How the pages speak of other nodes.</summary>
public static class PeerWording
{
    public static string State(PeerStatus peer) => peer.State switch
    {
        PeerState.Connected => peer.Outgoing ? "connected, called by us" : "connected, called us",
        PeerState.Calling => "not connected, being called",
        PeerState.Absent => "not connected, has not called",
        PeerState.Blocked => "blocked by an administrator",
        _ => throw new ArgumentOutOfRangeException(nameof(peer), peer.State, "a state without words"),
    };

    /// <summary>A drop's reason in words, with its detail where there is one.</summary>
    public static string Reason(PeerDrop drop) =>
        Meaning(drop.Reason) + (string.IsNullOrEmpty(drop.Detail) ? string.Empty : $" ({drop.Detail})");

    public static string Frames(PeerTraffic traffic) => $"{Wording.Number((ulong)traffic.FramesIn)} / {Wording.Number((ulong)traffic.FramesOut)}";

    public static string Bytes(PeerTraffic traffic) => $"{Wording.Bytes((ulong)traffic.BytesIn)} / {Wording.Bytes((ulong)traffic.BytesOut)}";

    private static string Meaning(string reason) => reason switch
    {
        PeerDropReason.Flooding => "it sent more than its rate",
        PeerDropReason.Oversize => "it sent a frame above its size",
        PeerDropReason.UnknownFrame => "it sent a frame that this version does not know",
        PeerDropReason.BadFrame => "it sent something that is no frame",
        PeerDropReason.Slow => "it did not read what it was sent",
        PeerDropReason.Silent => "it neither sent nor answered",
        PeerDropReason.Blocked => "an administrator blocked it",
        PeerDropReason.Unknown => "its certificate is not a known one",
        PeerDropReason.WrongPin => "another certificate answers at its address",
        PeerDropReason.Unreachable => "nobody answers at its address",
        PeerDropReason.Replaced => "its newer connection took over",
        PeerDropReason.Duplicate => "the other connection between the two stays",
        PeerDropReason.Closed => "it closed the connection",
        PeerDropReason.Lost => "the connection broke",
        PeerDropReason.Stopping => "this node stopped",
        _ => "it broke a rule of the chain",
    };
}
