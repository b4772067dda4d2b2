using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>An insurer or researcher, on the registry chain (P21 §4.3.2): reads what a grant allows.</summary>
public sealed class EnrolThirdParty : EnrolmentBody
{
    private const int Fields = 2;

    public override string Kind => RecordKinds.EnrolThirdParty;

    protected override int FieldsWithoutSignature => Fields;

    protected override void WriteUnsigned(CanonicalWriter writer)
    {
        writer.UInt(Version);
        Keys.Write(writer);
    }

    internal static EnrolThirdParty Read(ref CanonicalReader reader)
    {
        reader.Array(Fields + 1);
        reader.Version(Version);
        return new EnrolThirdParty { Keys = PartyKeys.Read(ref reader), PartySignature = reader.Signature() };
    }
}
