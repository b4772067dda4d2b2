using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>A hospital, on the registry chain (L19-B): its keys, node, pseudo-identity and private chain.</summary>
public sealed class EnrolHospital : EnrolmentBody
{
    private const int Fields = 6;

    public override string Kind => RecordKinds.EnrolHospital;

    /// <summary>PK_i = g^{x_i}, compressed G1, 48 bytes.</summary>
    public required ReadOnlyMemory<byte> L19Key { get; init; }

    /// <summary>SHA-256 of the node's certificate.</summary>
    public required Bytes32 TlsFingerprint { get; init; }

    /// <summary>PID_i, sealed to the system manager, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>The chain that this hospital seals.</summary>
    public required Bytes32 HospitalChainId { get; init; }

    protected override int FieldsWithoutSignature => Fields;

    protected override void WriteUnsigned(CanonicalWriter writer)
    {
        writer.UInt(Version);
        Keys.Write(writer);
        writer.Bytes(L19Key.Span).Bytes(TlsFingerprint).Bytes(Pid.Span).Bytes(HospitalChainId);
    }

    internal static EnrolHospital Read(ref CanonicalReader reader)
    {
        reader.Array(Fields + 1);
        reader.Version(Version);
        return new EnrolHospital
        {
            Keys = PartyKeys.Read(ref reader),
            L19Key = reader.Fixed(RecordLimits.VisitKeyBytes),
            TlsFingerprint = reader.Bytes32(),
            Pid = reader.Fixed(RecordLimits.PidBytes),
            HospitalChainId = reader.Bytes32(),
            PartySignature = reader.Signature(),
        };
    }
}
