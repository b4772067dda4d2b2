using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Crypto.P21;

/// <summary>A proxy's answer, capsule‖E'‖V‖W‖c‖z (crypto.md §7): well formed, not verified.</summary>
public sealed class P21Reencryption
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = P21Capsule.Size + SecpPoint.Size + SharedSize + (2 * SecretExponent.Size);

    private const int SharedSize = SecpPoint.Size + P21Capsule.MaskedSize;
    private const int RaisedOffset = P21Capsule.Size;
    private const int SharedOffset = RaisedOffset + SecpPoint.Size;
    private const int ProofOffset = SharedOffset + SharedSize;

    private readonly byte[] encoded;

    internal P21Reencryption(P21Capsule original, SecpPoint raised, P21Share share, ReadOnlySpan<byte> c, ReadOnlySpan<byte> z)
        : this([.. original.Encoded, .. raised.Encoded, .. share.V.Encoded, .. share.W, .. c, .. z], original, raised)
    {
    }

    private P21Reencryption(byte[] encoded, P21Capsule original, SecpPoint raised)
    {
        this.encoded = encoded;
        (Original, Raised) = (original, raised);
    }

    public ReadOnlySpan<byte> Encoded => encoded;

    /// <summary>The capsule it claims to be of.</summary>
    public P21Capsule Original { get; }

    /// <summary>E' = E^{rk}.</summary>
    internal SecpPoint Raised { get; }

    internal ReadOnlySpan<byte> C => encoded.AsSpan(ProofOffset, SecretExponent.Size);

    internal ReadOnlySpan<byte> Z => encoded.AsSpan(ProofOffset + SecretExponent.Size);

    /// <summary>False for another length, bytes that are no points, or scalars that are zero or ≥ n.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out P21Reencryption? reencryption)
    {
        reencryption = bytes.Length == Size
            && P21Capsule.TryDecode(bytes[..P21Capsule.Size], out var original)
            && SecpPoint.TryDecode(bytes.Slice(RaisedOffset, SecpPoint.Size), out var raised)
            && Native.Secp256k1.IsPoint(bytes.Slice(SharedOffset, SecpPoint.Size))
            && Native.Secp256k1.IsScalar(bytes.Slice(ProofOffset, SecretExponent.Size))
            && Native.Secp256k1.IsScalar(bytes[^SecretExponent.Size..])
                ? new P21Reencryption(bytes.ToArray(), original, raised)
                : null;
        return reencryption is not null;
    }

    /// <summary>True when V and W are those of the grant.</summary>
    internal bool HasShareOf(P21Share share) =>
        encoded.AsSpan(SharedOffset, SecpPoint.Size).SequenceEqual(share.V.Encoded)
        && encoded.AsSpan(SharedOffset + SecpPoint.Size, P21Capsule.MaskedSize).SequenceEqual(share.W);
}
