using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// The answer to an appeal: points given back, 0 when it fails. Above the bound again, expulsion or suspension ends. By the
/// system manager, on a hospital's chain also by the hospital.
/// </summary>
public sealed class Restoration : RecordBody
{
    private const int Fields = 3;

    public override string Kind => RecordKinds.Restoration;

    /// <summary>The case that was appealed.</summary>
    public required Bytes32 CaseId { get; init; }

    /// <summary>At most what the case cost.</summary>
    public required uint Points { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(CaseId).UInt(Points);

    internal static Restoration Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Restoration { CaseId = reader.Bytes32(), Points = (uint)reader.UInt(uint.MaxValue) };
    }
}
