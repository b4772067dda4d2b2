using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>An enrolled key in the state. What a role does not have is empty.</summary>
public sealed class EnrolmentEntry
{
    private const ulong Version = 1;
    private const int Fields = 11;

    public required PartyRole Role { get; init; }

    /// <summary>65 bytes.</summary>
    public required ReadOnlyMemory<byte> Sealing { get; init; }

    /// <summary>66 bytes, or empty for the parties of the genesis.</summary>
    public ReadOnlyMemory<byte> P21Receiving { get; init; }

    /// <summary>Certificate fingerprint of the party's node; zero without one.</summary>
    public Bytes32 TlsFingerprint { get; init; }

    /// <summary>Who answers for an ordinary node, cloud or proxy; zero otherwise.</summary>
    public Bytes32 Owner { get; init; }

    /// <summary>A hospital's PK_i, 48 bytes, or empty.</summary>
    public ReadOnlyMemory<byte> L19Key { get; init; }

    /// <summary>A hospital's PID_i, 145 bytes, or empty.</summary>
    public ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>A hospital's chain; zero otherwise.</summary>
    public Bytes32 HospitalChainId { get; init; }

    /// <summary>A doctor's multisignature key, 384 bytes, or empty.</summary>
    public ReadOnlyMemory<byte> Multisignature { get; init; }

    /// <summary>A doctor's department, or empty.</summary>
    public string Department { get; init; } = string.Empty;

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).UInt((ulong)Role)
        .Bytes(Sealing.Span).Bytes(P21Receiving.Span).Bytes(TlsFingerprint).Bytes(Owner)
        .Bytes(L19Key.Span).Bytes(Pid.Span).Bytes(HospitalChainId).Bytes(Multisignature.Span).Text(Department).ToArray();

    public static EnrolmentEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = new EnrolmentEntry
        {
            Role = (PartyRole)reader.UInt((ulong)PartyRole.Doctor),
            Sealing = reader.Fixed(RecordLimits.SealingKeyBytes),
            P21Receiving = reader.Bytes(0, RecordLimits.P21KeyBytes).ToArray(),
            TlsFingerprint = reader.Bytes32(),
            Owner = reader.Bytes32(),
            L19Key = reader.Bytes(0, RecordLimits.VisitKeyBytes).ToArray(),
            Pid = reader.Bytes(0, RecordLimits.PidBytes).ToArray(),
            HospitalChainId = reader.Bytes32(),
            Multisignature = reader.Bytes(0, RecordLimits.MultisignatureKeyBytes).ToArray(),
            Department = reader.Text(RecordLimits.DepartmentBytesMax),
        };
        return reader.Complete ? entry : null;
    }
}
