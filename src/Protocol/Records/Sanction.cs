using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// Carries out an upheld verdict: the points are what the registry's parameters ask for this offence, and at the bound the
/// hospital is suspended by rule (chain.md §4.5).
/// </summary>
public sealed class Sanction : RecordBody
{
    private const int Fields = 3;

    public override string Kind => RecordKinds.Sanction;

    public required Bytes32 ReportId { get; init; }

    public required uint Points { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(ReportId).UInt(Points);

    internal static Sanction Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Sanction { ReportId = reader.Bytes32(), Points = (uint)reader.UInt(uint.MaxValue) };
    }
}
