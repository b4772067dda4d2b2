using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>A patient's visit, by the hospital (L19-C, BC22 §4.3): the patient's signed claim and the assigned doctors.</summary>
public sealed class RegisterVisit : RecordBody
{
    private const int Fields = 4;

    public override string Kind => RecordKinds.RegisterVisit;

    public required VisitClaim Claim { get; init; }

    /// <summary>VISIT by the visit's signing key over <see cref="VisitClaim.Hash"/>.</summary>
    public required Signature64 PatientSignature { get; init; }

    /// <summary>Signing keys of 1 to 16 different doctors, in the order in which they are to act.</summary>
    public required IReadOnlyList<Bytes32> Doctors { get; init; }

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version);
        Claim.Write(writer);
        writer.Bytes(PatientSignature).Array(Doctors.Count);
        foreach (var doctor in Doctors)
        {
            writer.Bytes(doctor);
        }
    }

    internal static RegisterVisit Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var claim = VisitClaim.Read(ref reader);
        var signature = reader.Signature();
        var doctors = new Bytes32[reader.List(1, RecordLimits.DoctorsPerVisitMax)];
        for (var i = 0; i < doctors.Length; i++)
        {
            doctors[i] = reader.Bytes32();
        }

        if (doctors.Distinct().Count() != doctors.Length)
        {
            reader.Fail();
        }

        return new RegisterVisit { Claim = claim, PatientSignature = signature, Doctors = doctors };
    }
}
