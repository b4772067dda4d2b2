using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Crypto.P21;

/// <summary>
/// A P21 capsule, D‖E‖F‖s (crypto.md §7): well formed, but nothing is verified. <see cref="P21Verifier"/> turns it into a
/// <see cref="VerifiedP21Capsule"/>, and nothing else may be decrypted or re-encrypted.
/// </summary>
public sealed class P21Capsule : IEquatable<P21Capsule>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = (2 * SecpPoint.Size) + MaskedSize + SecretExponent.Size;

    internal const int MaskedSize = 64;

    private readonly byte[] encoded;

    internal P21Capsule(SecpPoint d, SecpPoint e, ReadOnlySpan<byte> f, ReadOnlySpan<byte> s)
    {
        encoded = [.. d.Encoded, .. e.Encoded, .. f, .. s];
        (D, E) = (d, e);
    }

    public ReadOnlySpan<byte> Encoded => encoded;

    internal SecpPoint D { get; }

    internal SecpPoint E { get; }

    internal ReadOnlySpan<byte> F => encoded.AsSpan(2 * SecpPoint.Size, MaskedSize);

    internal ReadOnlySpan<byte> S => encoded.AsSpan((2 * SecpPoint.Size) + MaskedSize);

    /// <summary>False for another length, bytes that are no points, or an s that is zero or ≥ n.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out P21Capsule? capsule)
    {
        capsule = null;
        if (bytes.Length != Size
            || !SecpPoint.TryDecode(bytes[..SecpPoint.Size], out var d)
            || !SecpPoint.TryDecode(bytes.Slice(SecpPoint.Size, SecpPoint.Size), out var e)
            || !Native.Secp256k1.IsScalar(bytes[^SecretExponent.Size..]))
        {
            return false;
        }

        capsule = new P21Capsule(d, e, bytes.Slice(2 * SecpPoint.Size, MaskedSize), bytes[^SecretExponent.Size..]);
        return true;
    }

    public bool Equals(P21Capsule? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as P21Capsule);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, 1);
}
