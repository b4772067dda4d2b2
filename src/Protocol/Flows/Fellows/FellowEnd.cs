using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>FELLOW-END mail, either way: the run is over. Canonical: [1, ask id, code].</summary>
public sealed class FellowEnd
{
    private const ulong Version = 1;
    private const int Fields = 3;

    public required Bytes32 AskId { get; init; }

    /// <summary>Why: one of the FELLOW_ codes.</summary>
    public required string Code { get; init; }

    public static Parsed<FellowEnd> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var ask = reader.Bytes32();
        var code = reader.Text(RecordLimits.CodeBytesMax);
        return reader.Complete && Refusals.Find(code) is not null ? new FellowEnd { AskId = ask, Code = code } : Refusals.Malformed.With("end of a patients' session");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(AskId).Text(Code).ToArray();
}
