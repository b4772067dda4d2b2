using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>A doctor, by the hospital on its own chain (L19-A, BC22 §4.2), with proof of possession of the multisignature key.</summary>
public sealed class EnrolDoctor : EnrolmentBody
{
    private const int Fields = 5;

    public override string Kind => RecordKinds.EnrolDoctor;

    /// <summary>Â‖B̃‖C̃‖B̂‖Ĉ, 384 bytes (crypto.md §6).</summary>
    public required ReadOnlyMemory<byte> Multisignature { get; init; }

    /// <summary>P^{d1}‖P^{d2}‖P^{d3}, 144 bytes.</summary>
    public required ReadOnlyMemory<byte> ProofOfPossession { get; init; }

    /// <summary>The department, free text of at most 64 bytes.</summary>
    public required string Department { get; init; }

    protected override int FieldsWithoutSignature => Fields;

    protected override void WriteUnsigned(CanonicalWriter writer)
    {
        writer.UInt(Version);
        Keys.Write(writer);
        writer.Bytes(Multisignature.Span).Bytes(ProofOfPossession.Span).Text(Department);
    }

    internal static EnrolDoctor Read(ref CanonicalReader reader)
    {
        reader.Array(Fields + 1);
        reader.Version(Version);
        return new EnrolDoctor
        {
            Keys = PartyKeys.Read(ref reader),
            Multisignature = reader.Fixed(RecordLimits.MultisignatureKeyBytes),
            ProofOfPossession = reader.Fixed(RecordLimits.ProofOfPossessionBytes),
            Department = reader.Text(RecordLimits.DepartmentBytesMax),
            PartySignature = reader.Signature(),
        };
    }
}
