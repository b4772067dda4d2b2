using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>How a grant hands reading on. An array whose first value says which suite.</summary>
public abstract class Delegation
{
    internal abstract void Write(CanonicalWriter writer);

    internal static Delegation? Read(ref CanonicalReader reader)
    {
        var fields = reader.List(PairingDelegation.Fields, PairingDelegation.Fields);
        if (fields == 0)
        {
            return null;
        }

        switch (reader.UInt(1))
        {
            case PairingDelegation.Suite:
                return PairingDelegation.ReadRest(ref reader);
            default:
                return OneWayDelegation.ReadRest(ref reader);
        }
    }
}

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

/// <summary>P21 (crypto.md §7): the commitment to rk and the two values that let only the grantee use it.</summary>
public sealed class OneWayDelegation : Delegation
{
    internal const ulong Suite = 1;
    private const int PointBytes = 33;
    private const int MaskedBytes = 64;

    /// <summary>Base(pk_i)^{rk}, 33 bytes.</summary>
    public required ReadOnlyMemory<byte> Commitment { get; init; }

    /// <summary>V, 33 bytes.</summary>
    public required ReadOnlyMemory<byte> V { get; init; }

    /// <summary>W, 64 bytes.</summary>
    public required ReadOnlyMemory<byte> W { get; init; }

    internal override void Write(CanonicalWriter writer) =>
        writer.Array(PairingDelegation.Fields).UInt(Suite).Bytes(Commitment.Span).Bytes(V.Span).Bytes(W.Span);

    internal static OneWayDelegation ReadRest(ref CanonicalReader reader) => new()
    {
        Commitment = reader.Fixed(PointBytes),
        V = reader.Fixed(PointBytes),
        W = reader.Fixed(MaskedBytes),
    };
}
