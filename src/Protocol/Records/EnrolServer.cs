using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>A machine on the registry chain: the cloud, the proxy, or an ordinary node with its owner.</summary>
public sealed class EnrolServer : EnrolmentBody
{
    private const int Fields = 4;
    private readonly string kind;

    /// <param name="kind"><see cref="RecordKinds.EnrolCloud"/>, <see cref="RecordKinds.EnrolProxy"/> or <see cref="RecordKinds.EnrolNode"/>.</param>
    public EnrolServer(string kind)
    {
        if (kind is not (RecordKinds.EnrolCloud or RecordKinds.EnrolProxy or RecordKinds.EnrolNode))
        {
            throw new ArgumentException($"{kind} does not enrol a server", nameof(kind));
        }

        this.kind = kind;
    }

    public override string Kind => kind;

    /// <summary>SHA-256 of the node's certificate.</summary>
    public required Bytes32 TlsFingerprint { get; init; }

    /// <summary>Signing key of the party that answers for the machine; its own key where it answers for itself.</summary>
    public required Bytes32 Owner { get; init; }

    protected override int FieldsWithoutSignature => Fields;

    protected override void WriteUnsigned(CanonicalWriter writer)
    {
        writer.UInt(Version);
        Keys.Write(writer);
        writer.Bytes(TlsFingerprint).Bytes(Owner);
    }

    internal static EnrolServer ReadServer(string kind, ref CanonicalReader reader)
    {
        reader.Array(Fields + 1);
        reader.Version(Version);
        return new EnrolServer(kind)
        {
            Keys = PartyKeys.Read(ref reader),
            TlsFingerprint = reader.Bytes32(),
            Owner = reader.Bytes32(),
            PartySignature = reader.Signature(),
        };
    }
}
