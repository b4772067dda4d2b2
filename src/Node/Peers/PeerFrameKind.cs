namespace HospitalChain.Node.Peers;

/// <summary>One kind of frame. Its payload is at most <see cref="BytesMax"/> bytes; more drops the peer while it is still arriving.</summary>
/// <param name="Type">First byte of the frame; 0 and 1 are ping and pong and belong to the link itself.</param>
public readonly record struct PeerFrameKind(byte Type, string Name, int BytesMax);
