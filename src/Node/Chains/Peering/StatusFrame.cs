using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>What a node says of a chain when it meets a peer, and when that changes.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Height">Height of its newest block there.</param>
/// <param name="HeadHash">That block's header hash.</param>
/// <param name="IsRunning">False when the chain stands still there: then it neither gives nor takes.</param>
/// <param name="GenesisSeal">The supernode's seal of header 0; null where the node does not have it.</param>
internal sealed record StatusFrame(Bytes32 ChainId, ulong Height, Bytes32 HeadHash, bool IsRunning, Signature64? GenesisSeal)
{
    private const int Fields = 4;

    public byte[] ToBytes()
    {
        var writer = FrameEnvelope.Begin(Fields, ChainId).UInt(Height).Bytes(HeadHash).Bool(IsRunning);
        return (GenesisSeal is { } seal ? writer.Bytes(seal) : writer.Bytes(ReadOnlySpan<byte>.Empty)).ToArray();
    }

    public static StatusFrame? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var chainId = FrameEnvelope.Begin(Fields, ref reader);
        var (height, hash, isRunning) = (reader.UInt(ulong.MaxValue), reader.Bytes32(), reader.Bool());
        var seal = reader.Bytes(0, Signature64.Size);
        return reader.Complete && seal.Length is (0 or Signature64.Size)
            ? new StatusFrame(chainId, height, hash, isRunning, seal.IsEmpty ? null : new Signature64(seal))
            : null;
    }
}
