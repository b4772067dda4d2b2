using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// SYMPTOM mail, doctor to patient after the diagnosis (crypto.md §5): (PID_i, PID, t), with which the patient makes
/// trapdoors. Canonical: [1, chain id, PID_i, PID, t].
/// </summary>
public sealed class SymptomNotice : IDisposable
{
    private const ulong Version = 1;
    private const int Fields = 5;

    public required Bytes32 ChainId { get; init; }

    /// <summary>PID_i of the hospital, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> HospitalPid { get; init; }

    /// <summary>PID of the visit, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>t.</summary>
    public required SecretScalar Symptom { get; init; }

    public static Parsed<SymptomNotice> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var hospital = reader.Fixed(RecordLimits.PidBytes);
        var pid = reader.Fixed(RecordLimits.PidBytes);
        var symptom = SecretScalarCodec.Read(ref reader);
        return reader.Complete && symptom is not null
            ? new SymptomNotice { ChainId = chainId, HospitalPid = hospital, Pid = pid, Symptom = symptom }
            : Refusals.Malformed.With("symptom notice");
    }

    /// <summary>Holds t: the caller zeroes it.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(HospitalPid.Span).Bytes(Pid.Span);
        SecretScalarCodec.Write(writer, Symptom);
        return writer.ToArrayAndClear();
    }

    public void Dispose() => Symptom.Dispose();

    public override string ToString() => "SymptomNotice"; // never t
}
