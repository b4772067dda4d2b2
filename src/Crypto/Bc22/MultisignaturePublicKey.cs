using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// A doctor's public key for ordered multisignatures (crypto.md §6): Â = ĝ^d1 ‖ B̃ = g^d2 ‖ C̃ = g^d3 ‖ B̂ = ĝ^d2 ‖ Ĉ = ĝ^d3.
/// Its points are valid points; that they belong together, and to someone who knows d1, d2, d3, only
/// <see cref="ProofOfPossession"/> shows.
/// </summary>
public sealed class MultisignaturePublicKey : IEquatable<MultisignaturePublicKey>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = CHatOffset + G2.Size;

    private const int BTildeOffset = G2.Size;
    private const int CTildeOffset = BTildeOffset + G1.Size;
    private const int BHatOffset = CTildeOffset + G1.Size;
    private const int CHatOffset = BHatOffset + G2.Size;

    private readonly byte[] encoded;

    internal MultisignaturePublicKey(G2 aHat, G1 bTilde, G1 cTilde, G2 bHat, G2 cHat)
    {
        (AHat, BTilde, CTilde, BHat, CHat) = (aHat, bTilde, cTilde, bHat, cHat);
        encoded = [.. aHat.Encoded, .. bTilde.Encoded, .. cTilde.Encoded, .. bHat.Encoded, .. cHat.Encoded];
    }

    /// <summary>The 384 bytes of this key.</summary>
    public ReadOnlySpan<byte> Encoded => encoded;

    internal G2 AHat { get; }

    internal G1 BTilde { get; }

    internal G1 CTilde { get; }

    internal G2 BHat { get; }

    internal G2 CHat { get; }

    /// <summary>Reads 384 bytes; false for another length or when a point does not decode.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out MultisignaturePublicKey? key)
    {
        key = null;
        if (bytes.Length != Size
            || !G2.TryDecode(bytes[..BTildeOffset], out var aHat)
            || !G1.TryDecode(bytes[BTildeOffset..CTildeOffset], out var bTilde)
            || !G1.TryDecode(bytes[CTildeOffset..BHatOffset], out var cTilde)
            || !G2.TryDecode(bytes[BHatOffset..CHatOffset], out var bHat)
            || !G2.TryDecode(bytes[CHatOffset..], out var cHat))
        {
            return false;
        }

        key = new MultisignaturePublicKey(aHat, bTilde, cTilde, bHat, cHat);
        return true;
    }

    public bool Equals(MultisignaturePublicKey? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as MultisignaturePublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, BTildeOffset - sizeof(int));
}
