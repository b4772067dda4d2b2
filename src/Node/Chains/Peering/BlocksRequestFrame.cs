using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>Asks for consecutive blocks.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="FromHeight">The first.</param>
/// <param name="Count">At most so many.</param>
internal sealed record BlocksRequestFrame(Bytes32 ChainId, ulong FromHeight, int Count)
{
    private const int Fields = 2;
    private const int CountMax = 1_024;

    public byte[] ToBytes() => FrameEnvelope.Begin(Fields, ChainId).UInt(FromHeight).UInt((ulong)Count).ToArray();

    public static BlocksRequestFrame? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var frame = new BlocksRequestFrame(FrameEnvelope.Begin(Fields, ref reader), reader.UInt(ulong.MaxValue), (int)reader.UInt(CountMax));
        return reader.Complete ? frame : null;
    }
}
