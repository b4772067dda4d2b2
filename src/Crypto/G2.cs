using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>
/// A point of BLS12-381's G2, in the prime-order subgroup and not the identity: having one is the proof of that.
/// Encoded in 96 bytes, compressed, with the ZCash flags (crypto.md §2).
/// </summary>
public sealed class G2 : IEquatable<G2>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = 96;

    private readonly P2Affine point;
    private readonly byte[] encoded = new byte[Size];

    private G2(in P2Affine point, ReadOnlySpan<byte> encoded)
    {
        this.point = point;
        encoded.CopyTo(this.encoded);
    }

    /// <summary>Takes a computed point of the subgroup.</summary>
    /// <exception cref="InvalidOperationException">It is the identity, which honest inputs do not lead to.</exception>
    internal G2(in P2 computed)
    {
        point = computed.ToAffine();
        if (point.IsIdentity)
        {
            throw new InvalidOperationException("a computation in G2 ended in the identity");
        }

        point.Compress(encoded);
    }

    /// <summary>The standard generator ĝ.</summary>
    public static G2 Generator { get; } = new(P2.Generator);

    /// <summary>The 96 bytes of this point.</summary>
    public ReadOnlySpan<byte> Encoded => encoded;

    internal ref readonly P2Affine Point => ref point;

    /// <summary>
    /// Reads 96 bytes; false for another length, non-canonical coordinates, a point off the curve or outside the
    /// subgroup, and the identity.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out G2? decoded)
    {
        decoded = P2Affine.TryDecode(bytes, out var point) ? new G2(point, bytes) : null;
        return decoded is not null;
    }

    /// <summary>This point to the power of a secret, in constant time.</summary>
    internal G2 Power(SecretScalar exponent) => new(point.Multiply(exponent.LittleEndian));

    public bool Equals(G2? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as G2);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, Size - sizeof(int));

    /// <summary>The encoding in lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(encoded);
}
