using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

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
