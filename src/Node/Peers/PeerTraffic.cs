namespace HospitalChain.Node.Peers;

/// <summary>What went over one connection so far, and what waits.</summary>
public readonly record struct PeerTraffic(long FramesIn, long BytesIn, long FramesOut, long BytesOut, int FramesWaiting, long BytesWaiting);
