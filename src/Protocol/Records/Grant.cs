using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>Consent (L19-E, P21 §4.4): by the holder of a visit's key or a folder's owner, for one grantee, for a while.</summary>
public sealed class Grant : RecordBody
{
    private const int Fields = 9;

    public override string Kind => RecordKinds.Grant;

    public required GrantScope Scope { get; init; }

    /// <summary>Record id (32), PID (145) or folder id (32).</summary>
    public required ReadOnlyMemory<byte> Target { get; init; }

    public required Grantee Grantee { get; init; }

    /// <summary>What the grantee reads for, e.g. <c>TREAT</c>; at most 64 bytes.</summary>
    public required string Purpose { get; init; }

    /// <summary>First millisecond in force.</summary>
    public required ulong FromMillis { get; init; }

    /// <summary>First millisecond no longer in force.</summary>
    public required ulong UntilMillis { get; init; }

    /// <summary>Signing key of the proxy that re-encrypts.</summary>
    public required Bytes32 Proxy { get; init; }

    public required Delegation Delegation { get; init; }

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version).UInt((ulong)Scope).Bytes(Target.Span);
        Grantee.Write(writer);
        writer.Text(Purpose).UInt(FromMillis).UInt(UntilMillis).Bytes(Proxy);
        Delegation.Write(writer);
    }

    internal static Grant? Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var scope = (GrantScope)reader.UInt((ulong)GrantScope.Folder);
        var target = reader.Fixed(scope == GrantScope.Visit ? RecordLimits.PidBytes : Bytes32.Size);
        var grantee = Grantee.Read(ref reader);
        var purpose = reader.Text(RecordLimits.PurposeBytesMax);
        var from = reader.UInt(ulong.MaxValue);
        var until = reader.UInt(ulong.MaxValue);
        var proxy = reader.Bytes32();
        var delegation = Delegation.Read(ref reader);
        return delegation is null ? null : new Grant
        {
            Scope = scope,
            Target = target,
            Grantee = grantee,
            Purpose = purpose,
            FromMillis = from,
            UntilMillis = until,
            Proxy = proxy,
            Delegation = delegation,
        };
    }
}
