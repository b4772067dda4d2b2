using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>A signed HEAD.</summary>
internal static class HeadFrame
{
    private const int Fields = 1;

    public static byte[] ToBytes(SignedHead head) => FrameEnvelope.Begin(Fields, head.ChainId).Bytes(head.ToBytes()).ToArray();

    /// <summary>Null when it is not canonical, or the head is another chain's. Its signature is not checked.</summary>
    public static SignedHead? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var chainId = FrameEnvelope.Begin(Fields, ref reader);
        var bytes = reader.Bytes(0, SignedHead.BytesMax);
        return reader.Complete && SignedHead.Parse(bytes).Value is { } head && head.ChainId == chainId ? head : null;
    }
}
