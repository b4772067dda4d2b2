using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// ASSIGNMENT mail, hospital to doctor (L19-C): what a doctor needs to write a diagnosis. Canonical: [1, chain id,
/// PID_i, PID, order of doctors, ID, α].
/// </summary>
public sealed class DoctorAssignment
{
    private const ulong Version = 1;
    private const int Fields = 7;

    public required Bytes32 ChainId { get; init; }

    /// <summary>PID_i of the hospital, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> HospitalPid { get; init; }

    /// <summary>PID of the visit, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>Signing keys of the assigned doctors, in order.</summary>
    public required IReadOnlyList<Bytes32> Doctors { get; init; }

    /// <summary>The patient's identifier.</summary>
    public required string Id { get; init; }

    /// <summary>α, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Alpha { get; init; }

    public static Parsed<DoctorAssignment> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var assignment = new DoctorAssignment
        {
            ChainId = reader.Bytes32(),
            HospitalPid = reader.Fixed(RecordLimits.PidBytes),
            Pid = reader.Fixed(RecordLimits.PidBytes),
            Doctors = Proofs.HashListCodec.Read(ref reader, RecordLimits.DoctorsPerVisitMax),
            Id = reader.Text(FlowLimits.IdentifierBytesMax),
            Alpha = reader.Fixed(Evidence.AlphaSize),
        };
        return reader.Complete && PersonIdentifier.IsValid(assignment.Id) && assignment.Doctors.Count > 0
            ? assignment
            : Refusals.Malformed.With("assignment");
    }

    /// <summary>Null when α belongs to this visit and the doctor is among its doctors, as the chain has them.</summary>
    public Refusal? Contradicts(State.VisitEntry visit, Bytes32 doctor) =>
        Evidence.Hash(Alpha.Span) != visit.EvidenceHash ? Refusals.EvidenceMismatch.With("assignment")
        : !visit.Doctors.Contains(doctor) ? Refusals.DoctorNotAssigned
        : null;

    /// <summary>Holds α: the caller zeroes it.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(ChainId).Bytes(HospitalPid.Span).Bytes(Pid.Span);
        Proofs.HashListCodec.Write(writer, [.. Doctors]);
        return writer.Text(Id).Bytes(Alpha.Span).ToArrayAndClear();
    }

    public override string ToString() => "DoctorAssignment"; // never the identifier or α
}
