using HospitalChain.Node.Rates;

namespace HospitalChain.Node.Peers;

/// <summary>Bounds of the peer network. Every queue has one, and what happens when it is full is written beside it.</summary>
public sealed record PeerLimits
{
    /// <summary>Events the node's loop has not taken yet. Full: links stop reading, so TCP slows the peers down.</summary>
    public int EventsMax { get; init; } = 256;

    /// <summary>Frames waiting for one peer. Full: the peer is dropped as slow.</summary>
    public int SendFramesMax { get; init; } = 1_024;

    /// <summary>Bytes waiting for one peer. Full: the peer is dropped as slow. One frame always fits.</summary>
    public long SendBytesMax { get; init; } = 64L << 20;

    /// <summary>One frame that takes longer to hand to the network drops the peer as slow.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A quiet peer is asked this often whether it is there.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A peer quiet for this long is dropped as silent.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Frames one peer may send; above, it is dropped as flooding.</summary>
    public RateLimit Frames { get; init; } = new(PerSecond: 5_000, Burst: 20_000);

    /// <summary>Bytes one peer may send; above, it is dropped as flooding.</summary>
    public RateLimit Bytes { get; init; } = new(PerSecond: 128 << 20, Burst: 512 << 20);

    /// <summary>TLS and WebSocket together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Wait after the first failed call; it doubles up to <see cref="BackoffMax"/>, and jitter takes up to half of it.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Ended connections remembered with their reason. Full: the oldest is forgotten.</summary>
    public int DropsMax { get; init; } = 100;
}
