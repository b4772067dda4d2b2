using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// The end of an emergency, by one of its officers or the patient, or after its time by the hospital, which writes it if
/// nobody else did: what was opened, as the chain recorded it.
/// </summary>
public sealed class BreakGlassClose : RecordBody
{
    private const int Fields = 3;

    public override string Kind => RecordKinds.BreakGlassClose;

    /// <summary>Record id of the opening.</summary>
    public required Bytes32 OpenId { get; init; }

    /// <summary>Record ids read under it, rising.</summary>
    public required IReadOnlyList<Bytes32> Opened { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(OpenId).HashSet(Opened);

    internal static BreakGlassClose Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new BreakGlassClose { OpenId = reader.Bytes32(), Opened = reader.HashSet(0, RecordLimits.OpenedMax) };
    }
}
