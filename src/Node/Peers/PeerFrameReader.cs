using System.Net.WebSockets;
using HospitalChain.Node.Rates;

namespace HospitalChain.Node.Peers;

/// <summary>
/// Reads frames from one socket. The first byte gives the kind and with it the size: the buffer never grows past that,
/// and the rate is taken while bytes arrive, before a frame is whole.
/// </summary>
internal sealed class PeerFrameReader(WebSocket socket, PeerLinkSetup setup)
{
    private const int FirstBufferBytes = 4_096;

    private readonly TokenBucket frames = new(setup.Limits.Frames, setup.Time);
    private readonly TokenBucket bytes = new(setup.Limits.Bytes, setup.Time);

    public async ValueTask<IncomingFrame> ReadAsync(CancellationToken cancellation)
    {
        if (!frames.TryTake(1, out _))
        {
            return IncomingFrame.Refused(PeerDropReason.Flooding, "too many frames");
        }

        var buffer = new byte[FirstBufferBytes];
        var count = 0;
        PeerFrameKind kind = default;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(count), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return IncomingFrame.Refused(PeerDropReason.Closed, socket.CloseStatusDescription);
            }

            if (RefusalOf(part, count, ref kind, buffer) is { } refused)
            {
                return refused;
            }

            count += part.Count;
            if (part.EndOfMessage)
            {
                return new IncomingFrame(kind.Type, buffer.AsMemory(1, count - 1), null, null);
            }

            if (count == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, kind.BytesMax + 2));
            }
        }
    }

    /// <summary>Reads on, keeping nothing, until the peer closes or <paramref name="cancellation"/>.</summary>
    public async ValueTask DiscardAsync(CancellationToken cancellation)
    {
        var buffer = new byte[FirstBufferBytes];
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
        }
    }

    private IncomingFrame? RefusalOf(ValueWebSocketReceiveResult part, int count, ref PeerFrameKind kind, byte[] buffer)
    {
        if (part.MessageType != WebSocketMessageType.Binary || part.Count == 0)
        {
            return IncomingFrame.Refused(PeerDropReason.BadFrame, part.Count == 0 ? "an empty part" : "not binary");
        }

        if (!bytes.TryTake(part.Count, out _))
        {
            return IncomingFrame.Refused(PeerDropReason.Flooding, "too many bytes");
        }

        if (count == 0)
        {
            if (setup.Protocol.Find(buffer[0]) is not { } known)
            {
                return IncomingFrame.Refused(PeerDropReason.UnknownFrame, "type " + buffer[0].ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            kind = known;
        }

        return count + part.Count > kind.BytesMax + 1 ? IncomingFrame.Refused(PeerDropReason.Oversize, kind.Name) : null;
    }
}
