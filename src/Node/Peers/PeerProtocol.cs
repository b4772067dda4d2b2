namespace HospitalChain.Node.Peers;

/// <summary>All frame kinds a node understands. A frame is one binary WebSocket message: one byte of type, then the payload.</summary>
public sealed class PeerProtocol
{
    /// <summary>WebSocket subprotocol; a peer that speaks another version is turned away.</summary>
    public const string Version = "hospitalchain.v1";

    /// <summary>Where on the peer port the WebSocket is.</summary>
    public const string Path = "/peer";

    internal const byte Ping = 0;
    internal const byte Pong = 1;

    private readonly PeerFrameKind?[] kinds = new PeerFrameKind?[byte.MaxValue + 1];

    /// <exception cref="ArgumentException">A type is reserved or given twice.</exception>
    public PeerProtocol(params IEnumerable<PeerFrameKind> kinds)
    {
        this.kinds[Ping] = new PeerFrameKind(Ping, "ping", 0);
        this.kinds[Pong] = new PeerFrameKind(Pong, "pong", 0);
        foreach (var kind in kinds)
        {
            if (this.kinds[kind.Type] is { } other)
            {
                throw new ArgumentException($"frame type {kind.Type} of {kind.Name} belongs to {other.Name}", nameof(kinds));
            }

            this.kinds[kind.Type] = kind;
        }
    }

    internal PeerFrameKind? Find(byte type) => kinds[type];
}
