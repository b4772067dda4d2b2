using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>The answer to a request for blocks: as many as fit, consecutive; none says that there are none.</summary>
internal static class BlocksFrame
{
    private const int Fields = 1;
    private const int BlocksMax = 1_024;

    /// <summary>Takes stored blocks until the frame is full.</summary>
    public static byte[] ToBytes(Bytes32 chainId, IEnumerable<byte[]> stored, int countMax)
    {
        var taken = new List<byte[]>();
        var bytes = 0;
        foreach (var block in stored.Take(Math.Min(countMax, BlocksMax)))
        {
            taken.Add(block);
            bytes += block.Length;
            if (bytes >= ChainFrames.BlocksBytesMax)
            {
                break;
            }
        }

        var writer = FrameEnvelope.Begin(Fields, chainId).Array(taken.Count);
        foreach (var block in taken)
        {
            writer.Bytes(block);
        }

        return writer.ToArray();
    }

    /// <summary>Null when it is not canonical, or the blocks are not this chain's in a row.</summary>
    public static IReadOnlyList<Block>? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var chainId = FrameEnvelope.Begin(Fields, ref reader);
        var blocks = new Block[reader.List(0, BlocksMax)];
        for (var i = 0; i < blocks.Length; i++)
        {
            if (Block.Parse(reader.Bytes(0, RecordLimits.BlockBytesMax)).Value is not { } block
                || block.Header.ChainId != chainId
                || (i > 0 && block.Header.Height != blocks[i - 1].Header.Height + 1))
            {
                return null;
            }

            blocks[i] = block;
        }

        return reader.Complete ? blocks : null;
    }
}
