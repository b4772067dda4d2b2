using HospitalChain.Node.Rates;

namespace HospitalChain.Node.Chains;

/// <summary>Bounds of a chain's host, none of which changes validity. Every queue names its policy for 'full'.</summary>
public sealed record ChainHostOptions
{
    /// <summary>How often the core hears that time passed.</summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Messages that wait for the loop. Full: whoever has one waits; records are refused earlier.</summary>
    public int InboxMax { get; init; } = 4_096;

    /// <summary>Messages in the inbox above which a new record is answered BUSY.</summary>
    public int InboxRecordsMax { get; init; } = 3_072;

    /// <summary>Messages handled before what they ask for is written to disk together.</summary>
    public int RoundMax { get; init; } = 256;

    /// <summary>Frames of peers that wait to be decoded. Full: a frame is dropped; what matters is sent or asked for again.</summary>
    public int FramesMax { get; init; } = 1_024;

    /// <summary>Bytes of those frames. Full: as above.</summary>
    public long FrameBytesMax { get; init; } = 64L << 20;

    /// <summary>
    /// Records of one peer that this chain refuses; above, the peer is dropped as flooding. More at once than a peer has pending, so that
    /// one that comes back with all of them is heard.
    /// </summary>
    public RateLimit PeerRecords { get; init; } = new(PerSecond: 50, Burst: 8_192);

    /// <summary>Blocks of one peer that are here already, and its requests for blocks; above, it is dropped as flooding.</summary>
    public RateLimit PeerBlocks { get; init; } = new(PerSecond: 500, Burst: 8_192);

    /// <summary>Records pending at once; more are answered BUSY.</summary>
    public int PendingRecordsMax { get; init; } = 4_096;

    /// <summary>Records verified in one batch.</summary>
    public int VerifyRecordsMax { get; init; } = 100;

    /// <summary>Blocks asked for at once.</summary>
    public int SyncBlocksMax { get; init; } = 64;

    /// <summary>A request for blocks without an answer is given up after this.</summary>
    public TimeSpan SyncTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A record without a promise is passed on again after this.</summary>
    public TimeSpan ForwardRetry { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a restored node, after enough have confirmed its height, listens to further ones, who may know later blocks: all that can, have called again by then.</summary>
    public TimeSpan ConfirmationWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Verification jobs at once, over all chains of the node.</summary>
    public int VerificationJobsMax { get; init; } = Environment.ProcessorCount;
}
