using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Crypto.P21;

/// <summary>
/// The public half of a delegation, which stands in the signed grant: commitment‖V‖W (crypto.md §7). The commitment
/// Base^{rk} = G^h is checked by the proxy with rk and by the delegatee with h; V and W carry h to the delegatee alone.
/// </summary>
public sealed class P21Share : IEquatable<P21Share>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = (2 * SecpPoint.Size) + P21Capsule.MaskedSize;

    private readonly byte[] encoded;

    internal P21Share(SecpPoint commitment, SecpPoint v, ReadOnlySpan<byte> w)
    {
        encoded = [.. commitment.Encoded, .. v.Encoded, .. w];
        (Commitment, V) = (commitment, v);
    }

    public ReadOnlySpan<byte> Encoded => encoded;

    public SecpPoint Commitment { get; }

    public SecpPoint V { get; }

    public ReadOnlySpan<byte> W => encoded.AsSpan(2 * SecpPoint.Size);

    /// <summary>False for another length or bytes that are no points.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out P21Share? share)
    {
        share = bytes.Length == Size
            && SecpPoint.TryDecode(bytes[..SecpPoint.Size], out var commitment)
            && SecpPoint.TryDecode(bytes.Slice(SecpPoint.Size, SecpPoint.Size), out var v)
                ? new P21Share(commitment, v, bytes[(2 * SecpPoint.Size)..])
                : null;
        return share is not null;
    }

    public bool Equals(P21Share? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as P21Share);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, 1);
}
