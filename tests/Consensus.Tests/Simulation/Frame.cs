using HospitalChain.Crypto;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>One message on a simulated wire, as bytes.</summary>
/// <param name="Kind">What the bytes are.</param>
/// <param name="ChainId">Whose chain.</param>
/// <param name="Payload">Canonical bytes, one entry per item.</param>
internal sealed record Frame(FrameKind Kind, Bytes32 ChainId, IReadOnlyList<byte[]> Payload)
{
    public override string ToString() => $"{Kind}×{Payload.Count}";
}

internal enum FrameKind
{
    RecordForward,
    PromiseReply,
    RefusalReply,
    BlockAnnounce,
    BlocksRequest,
    BlocksResponse,
    HeadAnnounce,
    Cosignature,
}
