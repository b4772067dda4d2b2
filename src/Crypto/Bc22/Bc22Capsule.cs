using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// A capsule to the patient of Liu et al. 2022 (crypto.md §6): one-time signature S (64) ‖ its key A (32) ‖ B (G1, 48) ‖
/// C (32) ‖ D (G2, 96) ‖ E (G2, 96) ‖ Gt (32). Its points are valid points; whether it holds together only
/// <see cref="Bc22Verifier"/> says.
/// </summary>
public sealed class Bc22Capsule : IEquatable<Bc22Capsule>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = TagOffset + Bytes32.Size;

    internal const int AOffset = Signature64.Size;
    internal const int BOffset = AOffset + Bytes32.Size;
    internal const int COffset = BOffset + G1.Size;
    internal const int DOffset = COffset + Bytes32.Size;
    internal const int EOffset = DOffset + G2.Size;
    internal const int TagOffset = EOffset + G2.Size;

    private readonly byte[] encoded;

    /// <summary>Joins parts that were computed or decoded.</summary>
    internal Bc22Capsule(Signature64 signature, Bytes32 a, G1 b, Bytes32 c, G2 d, G2 e, Bytes32 tag)
    {
        (Signature, A, B, C, D, E, Tag) = (signature, a, b, c, d, e, tag);
        encoded = [.. signature.ToArray(), .. a.ToArray(), .. b.Encoded, .. c.ToArray(), .. d.Encoded, .. e.Encoded, .. tag.ToArray()];
    }

    /// <summary>The 400 bytes of this capsule.</summary>
    public ReadOnlySpan<byte> Encoded => encoded;

    internal Signature64 Signature { get; }

    internal Bytes32 A { get; }

    internal G1 B { get; }

    internal Bytes32 C { get; }

    internal G2 D { get; }

    internal G2 E { get; }

    /// <summary>Gt of the paper: what a trapdoor is tested against.</summary>
    internal Bytes32 Tag { get; }

    /// <summary>Reads 400 bytes; false for another length or when one of the three points does not decode.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Bc22Capsule? capsule)
    {
        capsule = null;
        if (bytes.Length != Size
            || !G1.TryDecode(bytes[BOffset..COffset], out var b)
            || !G2.TryDecode(bytes[DOffset..EOffset], out var d)
            || !G2.TryDecode(bytes[EOffset..TagOffset], out var e))
        {
            return false;
        }

        capsule = new Bc22Capsule(
            new Signature64(bytes[..AOffset]), new Bytes32(bytes[AOffset..BOffset]), b, new Bytes32(bytes[COffset..DOffset]), d, e, new Bytes32(bytes[TagOffset..]));
        return true;
    }

    public bool Equals(Bc22Capsule? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as Bc22Capsule);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, TagOffset);
}
