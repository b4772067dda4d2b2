using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Escrow;

/// <summary>
/// Feldman's commitments F_0 … F_{k−1} in G1 to the polynomial that shares 1/x_j (crypto.md §8): F_0 = g^{1/x_j}. From them
/// anyone computes g^{share i}, so a share and an officer's answer can be checked, and fewer than k learn nothing.
/// </summary>
public sealed class EscrowCommitments
{
    private readonly G1[] points;

    private EscrowCommitments(G1[] points) => this.points = points;

    /// <summary>k, how many shares restore the secret.</summary>
    public int Needed => points.Length;

    /// <summary>F_0 … F_{k−1}.</summary>
    public IReadOnlyList<G1> Points => points;

    internal static EscrowCommitments Of(G1[] points) => new(points);

    /// <summary>Reads each commitment's 48 bytes; false when one is no point.</summary>
    public static bool TryDecode(IReadOnlyList<ReadOnlyMemory<byte>> encoded, [NotNullWhen(true)] out EscrowCommitments? commitments)
    {
        commitments = null;
        var decoded = new G1[encoded.Count];
        for (var i = 0; i < decoded.Length; i++)
        {
            if (!G1.TryDecode(encoded[i].Span, out var point))
            {
                return false;
            }

            decoded[i] = point;
        }

        commitments = decoded.Length == 0 ? null : new EscrowCommitments(decoded);
        return commitments is not null;
    }

    /// <summary>g^{share}, Π F_m^{i^m}; false for a place whose share is zero, which an honest dealer does not make.</summary>
    /// <param name="place">From 1.</param>
    /// <param name="commitment">What the share at that place must be the logarithm of.</param>
    public bool TryAt(uint place, [NotNullWhen(true)] out G1? commitment)
    {
        ArgumentOutOfRangeException.ThrowIfZero(place);
        Span<byte> number = stackalloc byte[sizeof(uint)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(number, place);
        var sum = P1.FromAffine(points[^1].Point);
        for (var i = points.Length - 2; i >= 0; i--)
        {
            sum = sum.Multiply(number, bits: 32).Add(points[i].Point);
        }

        commitment = sum.ToAffine().IsIdentity ? null : new G1(sum);
        return commitment is not null;
    }

    /// <summary>Whether a share is the one that was committed to at its place.</summary>
    public bool Holds(uint place, SecretScalar share) => TryAt(place, out var commitment) && share.PublicKey().Equals(commitment);
}
