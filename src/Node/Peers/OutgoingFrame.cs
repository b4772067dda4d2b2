using System.Buffers;
using System.Net.WebSockets;

namespace HospitalChain.Node.Peers;

/// <summary>A frame that waits to be sent; the payload is shared between peers and never changed.</summary>
internal readonly record struct OutgoingFrame(byte Type, ReadOnlyMemory<byte> Payload)
{
    public async ValueTask SendAsync(WebSocket socket, CancellationToken cancellation)
    {
        var size = Payload.Length + 1;
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            bytes[0] = Type;
            Payload.CopyTo(bytes.AsMemory(1));
            await socket.SendAsync(bytes.AsMemory(0, size), WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
