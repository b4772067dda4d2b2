using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Emergencies;

/// <summary>
/// BREAK-GLASS-NOTICE mail, hospital to patient: this record says that your visit was opened, closed or reviewed. A pointer
/// only: the patient proves the record. Canonical: [1, chain id, PID bin145, record id].
/// </summary>
public sealed class EmergencyNotice
{
    private const ulong Version = 1;
    private const int Fields = 4;

    public required Bytes32 ChainId { get; init; }

    /// <summary>PID of the visit, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    public required Bytes32 RecordId { get; init; }

    public static Parsed<EmergencyNotice> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chain = reader.Bytes32();
        var pid = reader.Fixed(Records.RecordLimits.PidBytes);
        var record = reader.Bytes32();
        return reader.Complete ? new EmergencyNotice { ChainId = chain, Pid = pid, RecordId = record } : Refusals.Malformed.With("notice of an emergency");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(Pid.Span).Bytes(RecordId).ToArray();
}
