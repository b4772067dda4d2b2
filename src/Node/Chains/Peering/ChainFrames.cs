using HospitalChain.Node.Peers;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>
/// The frames by which nodes keep chains together (chain.md §5). Each payload is a canonical MessagePack array that begins
/// with version and chain id. Types 2 to 31 are the chains'; other parts of a node take higher ones.
/// </summary>
public static class ChainFrames
{
    /// <summary>Largest answer to a request for blocks: what follows after is asked for next.</summary>
    public const int BlocksBytesMax = 4 << 20;

    /// <summary>Largest frame of records passed on.</summary>
    public const int RecordsBytesMax = 1 << 20;

    internal const byte ChainStatus = 2;
    internal const byte RecordForward = 3;
    internal const byte PromiseReply = 4;
    internal const byte RefusalReply = 5;
    internal const byte BlockAnnounce = 6;
    internal const byte BlocksRequest = 7;
    internal const byte BlocksResponse = 8;
    internal const byte HeadAnnounce = 9;
    internal const byte EvidenceReport = 10;
    internal const byte CosignedHeadAnnounce = 11;
    internal const int OverheadBytesMax = 64;

    /// <summary>All of them with their size limits.</summary>
    public static IReadOnlyList<PeerFrameKind> Kinds { get; } =
    [
        new(ChainStatus, "chain-status", 256),
        new(RecordForward, "record-forward", RecordsBytesMax),
        new(PromiseReply, "promise-reply", PromisesFrame.BytesMax),
        new(RefusalReply, "refusal-reply", 1_024),
        new(BlockAnnounce, "block-announce", RecordLimits.BlockBytesMax + OverheadBytesMax),
        new(BlocksRequest, "blocks-request", 128),
        new(BlocksResponse, "blocks-response", BlocksBytesMax + RecordLimits.BlockBytesMax + OverheadBytesMax),
        new(HeadAnnounce, "head-announce", SignedHead.BytesMax + OverheadBytesMax),
        new(EvidenceReport, "evidence-report", Equivocation.BytesMax + OverheadBytesMax),
        new(CosignedHeadAnnounce, "cosigned-head", CosignedHead.BytesMax + OverheadBytesMax),
    ];

    internal static string NameOf(byte type) => Kinds[type - ChainStatus].Name;

    internal static bool Has(byte type) => type is >= ChainStatus and <= CosignedHeadAnnounce;
}
