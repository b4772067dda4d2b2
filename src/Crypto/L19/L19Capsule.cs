using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Crypto.L19;

/// <summary>
/// A capsule of Liu et al. 2019 (crypto.md §5): C1 (G2, 96) ‖ C2 (G1, 48) ‖ C3 (32) ‖ C4 (128) ‖ C5 (G1, 48). Its
/// points are valid points; whether it holds together only <see cref="L19Verifier"/> says.
/// </summary>
public sealed class L19Capsule : IEquatable<L19Capsule>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = C5Offset + G1.Size;

    internal const int C2Offset = G2.Size;
    internal const int C3Offset = C2Offset + G1.Size;
    internal const int C4Offset = C3Offset + Bytes32.Size;
    internal const int C5Offset = C4Offset + C4Size;
    internal const int C4Size = 128;

    private readonly byte[] encoded;

    /// <summary>Joins parts that were computed or decoded.</summary>
    internal L19Capsule(G2 c1, G1 c2, ReadOnlySpan<byte> c3, ReadOnlySpan<byte> c4, G1 c5)
    {
        (C1, C2, C5) = (c1, c2, c5);
        encoded = [.. c1.Encoded, .. c2.Encoded, .. c3, .. c4, .. c5.Encoded];
    }

    /// <summary>The 352 bytes of this capsule.</summary>
    public ReadOnlySpan<byte> Encoded => encoded;

    internal G2 C1 { get; }

    internal G1 C2 { get; }

    internal ReadOnlySpan<byte> C3 => encoded.AsSpan(C3Offset, Bytes32.Size);

    internal ReadOnlySpan<byte> C4 => encoded.AsSpan(C4Offset, C4Size);

    internal G1 C5 { get; }

    /// <summary>Reads 352 bytes; false for another length or when one of the three points does not decode.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out L19Capsule? capsule)
    {
        capsule = null;
        if (bytes.Length != Size
            || !G2.TryDecode(bytes[..C2Offset], out var c1)
            || !G1.TryDecode(bytes[C2Offset..C3Offset], out var c2)
            || !G1.TryDecode(bytes[C5Offset..], out var c5))
        {
            return false;
        }

        capsule = new L19Capsule(c1, c2, bytes[C3Offset..C4Offset], bytes[C4Offset..C5Offset], c5);
        return true;
    }

    public bool Equals(L19Capsule? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as L19Capsule);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, C3Offset);
}
