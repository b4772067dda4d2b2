using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Search;

/// <summary>Which visit's capsules are wanted. Canonical: [1, chain id, PID].</summary>
public sealed record CapsuleQuestion(Bytes32 ChainId, ReadOnlyMemory<byte> Pid)
{
    /// <summary>The longest canonical encoding.</summary>
    public const int BytesMax = 256;

    private const ulong Version = 1;
    private const int Fields = 3;

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(Pid.Span).ToArray();

    public static CapsuleQuestion? Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var question = new CapsuleQuestion(reader.Bytes32(), reader.Fixed(RecordLimits.PidBytes));
        return reader.Complete ? question : null;
    }
}
