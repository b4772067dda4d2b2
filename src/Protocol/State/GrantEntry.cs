using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>A grant as the chain keeps it: enough to decide a delivery.</summary>
public sealed class GrantEntry
{
    private const ulong Version = 1;
    private const int Fields = 11;
    private const int DelegationBytesMax = 64;

    /// <summary>Who gave it: a visit's signing key or a folder's owner.</summary>
    public required Bytes32 Giver { get; init; }

    public required GrantScope Scope { get; init; }

    /// <summary>Record id, PID or folder id.</summary>
    public required ReadOnlyMemory<byte> Target { get; init; }

    public required Bytes32 Grantee { get; init; }

    public required Bytes32 GranteeChainId { get; init; }

    public required ulong FromMillis { get; init; }

    public required ulong UntilMillis { get; init; }

    public required Bytes32 Proxy { get; init; }

    /// <summary>PK_s (48 bytes) of a pairing suite, or the P21 commitment (33 bytes).</summary>
    public required ReadOnlyMemory<byte> DelegationKey { get; init; }

    /// <summary>Height of the block that revoked it; 0 while it stands.</summary>
    public required ulong RevokedAtHeight { get; init; }

    public bool Revoked => RevokedAtHeight != 0;

    /// <summary>The same grant, revoked.</summary>
    public GrantEntry RevokeAt(ulong height) => new()
    {
        Giver = Giver,
        Scope = Scope,
        Target = Target,
        Grantee = Grantee,
        GranteeChainId = GranteeChainId,
        FromMillis = FromMillis,
        UntilMillis = UntilMillis,
        Proxy = Proxy,
        DelegationKey = DelegationKey,
        RevokedAtHeight = height,
    };

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(Giver).UInt((ulong)Scope)
        .Bytes(Target.Span).Bytes(Grantee).Bytes(GranteeChainId).UInt(FromMillis).UInt(UntilMillis).Bytes(Proxy)
        .Bytes(DelegationKey.Span).UInt(RevokedAtHeight).ToArray();

    public static GrantEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = new GrantEntry
        {
            Giver = reader.Bytes32(),
            Scope = (GrantScope)reader.UInt((ulong)GrantScope.Folder),
            Target = reader.Bytes(Bytes32.Size, RecordLimits.PidBytes).ToArray(),
            Grantee = reader.Bytes32(),
            GranteeChainId = reader.Bytes32(),
            FromMillis = reader.UInt(ulong.MaxValue),
            UntilMillis = reader.UInt(ulong.MaxValue),
            Proxy = reader.Bytes32(),
            DelegationKey = reader.Bytes(0, DelegationBytesMax).ToArray(),
            RevokedAtHeight = reader.UInt(ulong.MaxValue),
        };
        return reader.Complete ? entry : null;
    }
}
