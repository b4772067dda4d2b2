using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>A HEAD with cosignatures of witnesses: those that are new to the sender, or on meeting all that it keeps.</summary>
internal static class CosignedHeadFrame
{
    private const int Fields = 1;

    public static byte[] ToBytes(CosignedHead head) => FrameEnvelope.Begin(Fields, head.Head.ChainId).Bytes(head.ToBytes()).ToArray();

    /// <summary>Null when it is not canonical, names no witness, or is another chain's. No signature is checked.</summary>
    public static CosignedHead? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var chainId = FrameEnvelope.Begin(Fields, ref reader);
        var bytes = reader.Bytes(0, CosignedHead.BytesMax);
        return reader.Complete && CosignedHead.Parse(bytes).Value is { Cosignatures.Count: > 0 } head && head.Head.ChainId == chainId ? head : null;
    }
}
