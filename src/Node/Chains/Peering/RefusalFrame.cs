using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>A record that a peer passed on was refused at once.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="RecordId">The record.</param>
/// <param name="Code">Stable code of the refusal.</param>
/// <param name="Detail">What exactly; may be empty.</param>
internal sealed record RefusalFrame(Bytes32 ChainId, Bytes32 RecordId, string Code, string Detail)
{
    private const int Fields = 3;
    private const int DetailBytesMax = 512;

    public byte[] ToBytes() => FrameEnvelope.Begin(Fields, ChainId).Bytes(RecordId).Text(Code)
        .Text(Detail.Length <= DetailBytesMax / 4 ? Detail : string.Empty).ToArray();

    public static RefusalFrame? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var frame = new RefusalFrame(
            FrameEnvelope.Begin(Fields, ref reader), reader.Bytes32(), reader.Text(RecordLimits.CodeBytesMax), reader.Text(DetailBytesMax));
        return reader.Complete ? frame : null;
    }
}
