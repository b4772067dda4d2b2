using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>The proxy's signed word that it destroyed the re-encryption key of a revoked grant.</summary>
public sealed class RevocationReceipt : RecordBody
{
    private const int Fields = 4;

    public override string Kind => RecordKinds.RevocationReceipt;

    /// <summary>Record id of the grant.</summary>
    public required Bytes32 GrantId { get; init; }

    /// <summary>Record id of the revoke that was obeyed.</summary>
    public required Bytes32 RevokeId { get; init; }

    /// <summary>When rk was destroyed, by the proxy's clock.</summary>
    public required ulong DestroyedMillis { get; init; }

    public override void Write(CanonicalWriter writer) =>
        writer.Array(Fields).UInt(Version).Bytes(GrantId).Bytes(RevokeId).UInt(DestroyedMillis);

    internal static RevocationReceipt Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new RevocationReceipt
        {
            GrantId = reader.Bytes32(),
            RevokeId = reader.Bytes32(),
            DestroyedMillis = reader.UInt(ulong.MaxValue),
        };
    }
}
