using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>The system manager's decision on a report. Evidence that proves itself can only be upheld (chain.md §4.5).</summary>
public sealed class Verdict : RecordBody
{
    private const int Fields = 3;

    public override string Kind => RecordKinds.Verdict;

    public required Bytes32 ReportId { get; init; }

    /// <summary>The accused did it; otherwise the report is dismissed.</summary>
    public required bool Upheld { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(ReportId).Bool(Upheld);

    internal static Verdict Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Verdict { ReportId = reader.Bytes32(), Upheld = reader.Bool() };
    }
}
