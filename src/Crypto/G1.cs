using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto;

/// <summary>
/// A point of BLS12-381's G1, in the prime-order subgroup and not the identity: having one is the proof of that.
/// Encoded in 48 bytes, compressed, with the ZCash flags (crypto.md §2).
/// </summary>
public sealed class G1 : IEquatable<G1>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = 48;

    private readonly P1Affine point;
    private readonly byte[] encoded = new byte[Size];

    private G1(in P1Affine point, ReadOnlySpan<byte> encoded)
    {
        this.point = point;
        encoded.CopyTo(this.encoded);
    }

    /// <summary>Takes a computed point of the subgroup.</summary>
    /// <exception cref="InvalidOperationException">It is the identity, which honest inputs do not lead to.</exception>
    internal G1(in P1 computed)
    {
        point = computed.ToAffine();
        if (point.IsIdentity)
        {
            throw new InvalidOperationException("a computation in G1 ended in the identity");
        }

        point.Compress(encoded);
    }

    /// <summary>The standard generator g.</summary>
    public static G1 Generator { get; } = new(P1.Generator);

    /// <summary>The 48 bytes of this point.</summary>
    public ReadOnlySpan<byte> Encoded => encoded;

    internal ref readonly P1Affine Point => ref point;

    /// <summary>
    /// Reads 48 bytes; false for another length, non-canonical coordinates, a point off the curve or outside the
    /// subgroup, and the identity.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out G1? decoded)
    {
        decoded = P1Affine.TryDecode(bytes, out var point) ? new G1(point, bytes) : null;
        return decoded is not null;
    }

    /// <summary>This point to the power of a secret, in constant time.</summary>
    internal G1 Power(SecretScalar exponent) => new(point.Multiply(exponent.LittleEndian));

    public bool Equals(G1? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as G1);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, Size - sizeof(int));

    /// <summary>The encoding in lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(encoded);
}
