using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>L19 and BC22 (crypto.md §8): a fresh delegation key, and the grantee's DELEGATE signature over it.</summary>
public sealed class PairingDelegation : Delegation
{
    internal const ulong Suite = 0;
    internal const int Fields = 4;

    public required Bytes32 ShareId { get; init; }

    /// <summary>PK_s, compressed G1, 48 bytes, new on the chain.</summary>
    public required ReadOnlyMemory<byte> DelegationKey { get; init; }

    /// <summary>DELEGATE by the grantee over share id, PID, grantee, PK_s, proxy key and expiry.</summary>
    public required Signature64 GranteeSignature { get; init; }

    internal override void Write(CanonicalWriter writer) =>
        writer.Array(Fields).UInt(Suite).Bytes(ShareId).Bytes(DelegationKey.Span).Bytes(GranteeSignature);

    internal static PairingDelegation ReadRest(ref CanonicalReader reader) => new()
    {
        ShareId = reader.Bytes32(),
        DelegationKey = reader.Fixed(RecordLimits.VisitKeyBytes),
        GranteeSignature = reader.Signature(),
    };
}
