using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>A new block.</summary>
internal static class BlockFrame
{
    private const int Fields = 1;

    public static byte[] ToBytes(Block block) => FrameEnvelope.Begin(Fields, block.Header.ChainId).Bytes(block.ToBytes()).ToArray();

    /// <summary>Null when it is not canonical, or the block is another chain's.</summary>
    public static Block? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var chainId = FrameEnvelope.Begin(Fields, ref reader);
        var bytes = reader.Bytes(0, RecordLimits.BlockBytesMax);
        return reader.Complete && Block.Parse(bytes).Value is { } block && block.Header.ChainId == chainId ? block : null;
    }
}
