using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// GROUP-KEY-END mail: a party ended the run, so nobody keeps its key. Canonical: [1, chain id, sid, U bin33 or bin0 from a
/// doctor who was never called, code str].
/// </summary>
public sealed class GroupKeyEnd
{
    private const ulong Version = 1;
    private const int Fields = 5;

    public required Bytes32 ChainId { get; init; }

    public required Bytes32 Sid { get; init; }

    /// <summary>U of the run; null from a doctor who never got the call.</summary>
    public required SecpPoint? Hospital { get; init; }

    /// <summary>Why, as a stable code.</summary>
    public required string Code { get; init; }

    public static Parsed<GroupKeyEnd> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var end = new GroupKeyEnd
        {
            ChainId = reader.Bytes32(),
            Sid = reader.Bytes32(),
            Hospital = PointCodec.ReadOptional(ref reader),
            Code = reader.Text(RecordLimits.CodeBytesMax),
        };
        return reader.Complete && end.Code.Length > 0 ? end : Refusals.Malformed.With("group key end");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(Sid).Point(Hospital).Text(Code).ToArray();
}
