using System.Runtime.InteropServices;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// The pairings of many teams' equations, gathered by their second argument: what one doctor or one team signed in several
/// records is added up in G1 first, so that it costs one Miller loop and not one for each record.
/// </summary>
internal sealed class TeamFactors
{
    private readonly Dictionary<MultisignaturePublicKey, Factor> byDoctor = [];
    private readonly Dictionary<MultisignaturePublicKey, List<(IReadOnlyList<MultisignaturePublicKey> Team, Factor Factor)>> byTeam = [];
    private readonly List<Factor> all = [];
    private readonly List<Factor> ofTeams = [];
    private readonly List<P2> products = [];

    /// <summary>e(point^exponent, Â of the doctor).</summary>
    public void AddDoctor(MultisignaturePublicKey doctor, P1Affine point, ReadOnlySpan<byte> exponent)
    {
        if (!byDoctor.TryGetValue(doctor, out var factor))
        {
            factor = New(doctor.AHat.Point);
            byDoctor.Add(doctor, factor);
        }

        factor.Add(point, exponent);
    }

    /// <summary>e(point^exponent, Π B̂_i Ĉ_i^i of the team).</summary>
    public void AddTeam(IReadOnlyList<MultisignaturePublicKey> team, P1Affine point, ReadOnlySpan<byte> exponent)
    {
        if (!byTeam.TryGetValue(team[0], out var teams))
        {
            teams = [];
            byTeam.Add(team[0], teams);
        }

        var factor = teams.Find(known => known.Team.SequenceEqual(team)).Factor;
        if (factor is null)
        {
            factor = NewOfTeam(OrderedMultisignature.OrderedProductHat(team));
            teams.Add((team, factor));
        }

        factor.Add(point, exponent);
    }

    /// <summary>Whether the product of all factors is e(right, ĝ).</summary>
    public bool ProductIs(in P1 right)
    {
        PlaceProducts();
        P1[] sums = [.. all.Select(factor => factor.Sum()), right.Negate()];
        var ps = new P1Affine[sums.Length];
        P1.ToAffine(sums, ps);
        return Pairing.ProductIsOne(ps, [.. all.Select(factor => factor.Second), G2.Generator.Point]);
    }

    private Factor New(in P2Affine second)
    {
        var factor = new Factor(second);
        all.Add(factor);
        return factor;
    }

    /// <summary>
    /// A team's product may be the identity, which a doctor can bring about with the own key: its pairing is one, and it must
    /// not reach the inversion that all share, where it would wipe out everyone's.
    /// </summary>
    private Factor NewOfTeam(in P2 product)
    {
        var factor = New(default);
        if (!product.IsIdentity)
        {
            ofTeams.Add(factor);
            products.Add(product);
        }

        return factor;
    }

    /// <summary>One inversion for all teams.</summary>
    private void PlaceProducts()
    {
        var affine = new P2Affine[products.Count];
        P2.ToAffine(CollectionsMarshal.AsSpan(products), affine);
        for (var i = 0; i < affine.Length; i++)
        {
            ofTeams[i].Second = affine[i];
        }
    }

    private sealed class Factor(P2Affine second)
    {
        private readonly List<P1Affine> points = [];
        private readonly List<byte> exponents = [];

        public P2Affine Second { get; set; } = second;

        public void Add(P1Affine point, ReadOnlySpan<byte> exponent)
        {
            points.Add(point);
            exponents.AddRange(exponent);
        }

        public P1 Sum() => points.Count == 1
            ? EndomorphismG1.Power(points[0], exponents.ToArray())
            : EndomorphismG1.Product(points.ToArray(), exponents.ToArray());
    }
}
