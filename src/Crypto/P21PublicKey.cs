using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HospitalChain.Crypto;

/// <summary>The public half of a P21 pair, pk1‖pk2 (crypto.md §7): a folder's, or one under which someone receives.</summary>
public sealed class P21PublicKey : IEquatable<P21PublicKey>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = 2 * SecpPoint.Size;

    private readonly byte[] encoded;

    private P21PublicKey(SecpPoint first, SecpPoint second, SecpPoint combined)
    {
        encoded = [.. first.Encoded, .. second.Encoded];
        Second = second;
        Combined = combined;
    }

    public ReadOnlySpan<byte> Encoded => encoded;

    /// <summary>pk2.</summary>
    internal SecpPoint Second { get; }

    /// <summary>Base(pk) = pk1^{H4}·pk2, under which capsules stand.</summary>
    internal SecpPoint Combined { get; }

    /// <summary>Reads a pair; false for another length, bytes that are no points, or a pair whose Base is the identity.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out P21PublicKey? key)
    {
        key = null;
        return bytes.Length == Size
            && SecpPoint.TryDecode(bytes[..SecpPoint.Size], out var first)
            && SecpPoint.TryDecode(bytes[SecpPoint.Size..], out var second)
            && TryMake(first, second, out key);
    }

    public bool Equals(P21PublicKey? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as P21PublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, 1);

    public override string ToString() => Convert.ToHexStringLower(encoded);

    /// <summary>H4(pk) = HashToZn("P21-H4"; pk2).</summary>
    internal static SecretExponent H4(SecpPoint second) => Transcript.Of(Labels.P21H4).Add(second.Encoded).ToZn();

    internal static P21PublicKey Of(SecpPoint first, SecpPoint second) =>
        TryMake(first, second, out var key) ? key : throw new CryptographicException("a P21 pair with Base = identity");

    private static bool TryMake(SecpPoint first, SecpPoint second, [NotNullWhen(true)] out P21PublicKey? key)
    {
        using var h4 = H4(second);
        key = first.TryPowerPublic(h4.Bytes, out var raised) && raised.TryTimes(second, out var combined)
            ? new P21PublicKey(first, second, combined)
            : null;
        return key is not null;
    }
}
