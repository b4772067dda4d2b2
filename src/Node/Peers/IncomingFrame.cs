using System.Net.WebSockets;

namespace HospitalChain.Node.Peers;

/// <summary>One received frame, or why there is none.</summary>
/// <param name="Failure">A <see cref="PeerDropReason"/>, or null when type and payload hold.</param>
internal readonly record struct IncomingFrame(byte Type, ReadOnlyMemory<byte> Payload, string? Failure, string? Detail)
{
    public static IncomingFrame Refused(string reason, string? detail) => new(0, default, reason, detail);
}
