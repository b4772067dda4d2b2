using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>
/// An enrolled key in the state. What a role does not have is empty. A key that came by rotation, ended, or whose machine
/// changed its certificate has a <see cref="KeyCourse"/> too: version 2, which any other entry does not use.
/// </summary>
public sealed class EnrolmentEntry
{
    private const ulong Version = 1;
    private const ulong VersionWithCourse = 2;
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

    /// <summary>Where this key stands among its party's.</summary>
    public KeyCourse Course { get; init; } = KeyCourse.Unchanged;

    /// <summary>Neither rotated away nor retired.</summary>
    public bool IsInForce => Course.EndedAtHeight == 0;

    /// <summary>The party's first key, by which the state knows it for good.</summary>
    /// <param name="key">This entry's key.</param>
    public Bytes32 PartyOf(Bytes32 key) => Course.Party.IsZero ? key : Course.Party;

    /// <summary>The same entry at another place of its course.</summary>
    public EnrolmentEntry With(KeyCourse course) => With(course, TlsFingerprint);

    /// <summary>The same entry with another certificate.</summary>
    public EnrolmentEntry With(KeyCourse course, Bytes32 tlsFingerprint) => new()
    {
        Role = Role,
        Sealing = Sealing,
        P21Receiving = P21Receiving,
        TlsFingerprint = tlsFingerprint,
        Owner = Owner,
        L19Key = L19Key,
        Pid = Pid,
        HospitalChainId = HospitalChainId,
        Multisignature = Multisignature,
        Department = Department,
        Course = course,
    };

    public byte[] ToBytes()
    {
        var writer = Course.IsUnchanged ? new CanonicalWriter().Array(Fields).UInt(Version) : new CanonicalWriter().Array(Fields + 1).UInt(VersionWithCourse);
        writer.UInt((ulong)Role)
            .Bytes(Sealing.Span).Bytes(P21Receiving.Span).Bytes(TlsFingerprint).Bytes(Owner)
            .Bytes(L19Key.Span).Bytes(Pid.Span).Bytes(HospitalChainId).Bytes(Multisignature.Span).Text(Department);
        if (!Course.IsUnchanged)
        {
            Course.Write(writer);
        }

        return writer.ToArray();
    }

    public static EnrolmentEntry? Parse(ReadOnlySpan<byte> bytes) => Read(bytes, withCourse: false) ?? Read(bytes, withCourse: true);

    private static EnrolmentEntry? Read(ReadOnlySpan<byte> bytes, bool withCourse)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(withCourse ? Fields + 1 : Fields);
        reader.Version(withCourse ? VersionWithCourse : Version);
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
            Course = withCourse ? KeyCourse.Read(ref reader) : KeyCourse.Unchanged,
        };
        return reader.Complete && withCourse != entry.Course.IsUnchanged ? entry : null;
    }
}
