using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// An ordered multisignature R ‖ Q, 96 bytes whatever the team's size (Boldyreva, Gentry, O'Neill, Yum, CCS 2007, as in
/// crypto.md §6). It says that the doctors signed in this order. Callers pass enrolled keys only: without
/// <see cref="ProofOfPossession"/> a doctor can choose a key with which to sign for a colleague.
/// </summary>
public sealed class OrderedMultisignature : IEquatable<OrderedMultisignature>
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = 2 * G1.Size;

    private readonly byte[] encoded;

    private OrderedMultisignature(G1 r, G1 q)
    {
        (R, Q) = (r, q);
        encoded = [.. r.Encoded, .. q.Encoded];
    }

    /// <summary>The 96 bytes of this signature.</summary>
    public ReadOnlySpan<byte> Encoded => encoded;

    internal G1 R { get; }

    internal G1 Q { get; }

    /// <summary>Reads 96 bytes; false for another length or when a point does not decode.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out OrderedMultisignature? signature)
    {
        signature = bytes.Length == Size && G1.TryDecode(bytes[..G1.Size], out var r) && G1.TryDecode(bytes[G1.Size..], out var q)
            ? new OrderedMultisignature(r, q)
            : null;
        return signature is not null;
    }

    /// <summary>Adds the signature of the doctor at the last place. False when the previous signature does not verify.</summary>
    /// <param name="key">The signer's secret.</param>
    /// <param name="statement">D_1 … D_k, the last one the signer's own.</param>
    /// <param name="earlier">The keys of the k-1 doctors before.</param>
    /// <param name="previous">Their signature; null for the first doctor.</param>
    /// <param name="signature">The signature of all k.</param>
    /// <exception cref="ArgumentException">The numbers of commitments, keys and signatures do not fit together.</exception>
    public static bool TrySign(
        MultisignatureKey key,
        TeamStatement statement,
        IReadOnlyList<MultisignaturePublicKey> earlier,
        OrderedMultisignature? previous,
        [NotNullWhen(true)] out OrderedMultisignature? signature)
    {
        using var r = SecretScalar.Random();
        return TrySign(key, statement, earlier, previous, r, out signature);
    }

    internal static bool TrySign(
        MultisignatureKey key,
        TeamStatement statement,
        IReadOnlyList<MultisignaturePublicKey> earlier,
        OrderedMultisignature? previous,
        SecretScalar r,
        [NotNullWhen(true)] out OrderedMultisignature? signature)
    {
        var place = statement.Commitments.Count;
        if (earlier.Count != place - 1 || (previous is null) != (place == 1))
        {
            throw new ArgumentException($"place {place} with {earlier.Count} earlier keys and {(previous is null ? "no" : "a")} previous signature");
        }

        signature = null;
        if (previous is not null && !previous.Verify(statement.Prefix(place - 1), earlier))
        {
            return false;
        }

        var newR = Accumulate(FixedBases.G1.Multiply(r.LittleEndian), previous?.R);
        using var weighted = key.D3.MultiplyPublic((uint)place);
        using var exponent = key.D2.Add(weighted);
        var q = P1.FromAffine(statement.Hash(place).Power(key.D1).Point).Add(newR.Power(exponent).Point);
        if (previous is not null)
        {
            q = q.Add(previous.Q.Point).Add(OrderedProduct(earlier).Multiply(r.LittleEndian));
        }

        signature = new OrderedMultisignature(newR, new G1(q));
        return true;
    }

    /// <summary>e(Q, ĝ) = Π e(W_i, Â_i) · e(R, Π B̂_i·Ĉ_i^i), for the team in this order.</summary>
    public bool Verify(TeamStatement statement, IReadOnlyList<MultisignaturePublicKey> team)
    {
        var size = statement.Commitments.Count;
        if (size == 0 || team.Count != size)
        {
            return false;
        }

        var ps = new P1Affine[size + 2];
        var qs = new P2Affine[size + 2];
        for (var i = 0; i < size; i++)
        {
            (ps[i], qs[i]) = (statement.Hash(i + 1).Point, team[i].AHat.Point);
        }

        (ps[size], qs[size]) = (R.Point, OrderedProductHat(team).ToAffine());
        (ps[size + 1], qs[size + 1]) = (P1.FromAffine(Q.Point).Negate().ToAffine(), G2.Generator.Point);
        return Pairing.ProductIsOne(ps, qs);
    }

    public bool Equals(OrderedMultisignature? other) => other is not null && encoded.AsSpan().SequenceEqual(other.encoded);

    public override bool Equals(object? obj) => Equals(obj as OrderedMultisignature);

    public override int GetHashCode() => BitConverter.ToInt32(encoded, Size - sizeof(int));

    /// <summary>Π B̂_i·Ĉ_i^i; the weights come from adding suffix sums. The identity, where the keys cancel.</summary>
    internal static P2 OrderedProductHat(IReadOnlyList<MultisignaturePublicKey> team)
    {
        P2 suffix = default;
        P2 product = default;
        for (var i = team.Count - 1; i >= 0; i--)
        {
            suffix = suffix.Add(team[i].CHat.Point);
            product = product.Add(suffix).Add(team[i].BHat.Point);
        }

        return product;
    }

    /// <summary>Π B̃_i·C̃_i^i.</summary>
    private static P1 OrderedProduct(IReadOnlyList<MultisignaturePublicKey> team)
    {
        P1 suffix = default;
        P1 product = default;
        for (var i = team.Count - 1; i >= 0; i--)
        {
            suffix = suffix.Add(team[i].CTilde.Point);
            product = product.Add(suffix).Add(team[i].BTilde.Point);
        }

        return product;
    }

    private static G1 Accumulate(in P1 fresh, G1? previous) => new(previous is null ? fresh : fresh.Add(previous.Point));
}
