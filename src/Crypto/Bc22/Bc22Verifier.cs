using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// Verification of BC22 capsules (crypto.md §6): the one-time signature, e(B, H2(A)) = e(PK, D) and e(B, ḡ) = e(PK, E).
/// </summary>
public static class Bc22Verifier
{
    /// <summary>Verifies one capsule under a key and the context of its record.</summary>
    public static bool TryVerify(
        G1 publicKey, Bc22Capsule capsule, ReadOnlySpan<byte> context, [NotNullWhen(true)] out VerifiedBc22Capsule? verified)
    {
        verified = IsSigned(capsule, context) && EquationsHold(publicKey, capsule) ? new VerifiedBc22Capsule(capsule, publicKey, context) : null;
        return verified is not null;
    }

    /// <summary>
    /// Whether the capsule can be found by the visit's evidence: Gt = Kdf("BC22-H3", 32; e(B, H0(α))). The hospital, which
    /// knows α, checks this before it seals, or a doctor could store what no reader accepts.
    /// </summary>
    /// <param name="original">The capsule under the visit's key, not a re-encrypted one.</param>
    /// <param name="alpha">The visit's evidence.</param>
    public static bool CarriesEvidence(VerifiedBc22Capsule original, ReadOnlySpan<byte> alpha) =>
        Bc22Hashes.Tag(Pairing.Of(original.Capsule.B.Point, Bc22Hashes.OfEvidence(alpha).Point)) == original.Capsule.Tag;

    /// <summary>True for each claim that holds. All are accepted at once, or the culprits found by splitting.</summary>
    /// <param name="claims">Any number.</param>
    /// <param name="exponentSeed">Random, chosen after the claims and unknown to their authors.</param>
    public static bool[] VerifyBatch(IReadOnlyList<Bc22Claim> claims, Bytes32 exponentSeed)
    {
        var signed = new bool[claims.Count];
        var statements = Transcript.Of(Labels.Bc22Batch).Add(exponentSeed);
        for (var i = 0; i < signed.Length; i++)
        {
            signed[i] = IsSigned(claims[i].Capsule, claims[i].Context.ToArray());
            statements.Add(claims[i].PublicKey.Encoded).Add(claims[i].Capsule.Encoded);
        }

        int[] candidates = [.. Enumerable.Range(0, signed.Length).Where(index => signed[index])];
        var exponents = BatchExponents.Derive(Labels.Bc22Batch, statements.Hash32(), 2 * signed.Length);
        var holding = CulpritSearch.Run(
            candidates.Length,
            (start, length) => HoldTogether(claims, exponents, candidates.AsSpan(start, length)),
            index => EquationsHold(claims[candidates[index]].PublicKey, claims[candidates[index]].Capsule));
        for (var i = 0; i < holding.Length; i++)
        {
            signed[candidates[i]] = holding[i];
        }

        return signed;
    }

    private static bool IsSigned(Bc22Capsule capsule, ReadOnlySpan<byte> context) =>
        Bip340.Verify(capsule.A, Bc22Hashes.Signed(context, capsule.C, capsule.D, capsule.E, capsule.Tag), capsule.Signature);

    /// <summary>Both equations, joined by a random exponent: e(B, H2(A)·ḡ^σ) = e(PK, D·E^σ).</summary>
    private static bool EquationsHold(G1 publicKey, Bc22Capsule capsule)
    {
        Span<byte> sigma = stackalloc byte[BatchExponents.Size];
        BatchExponents.Fill(sigma);
        var left = Bc22Hashes.GBar.Point.Multiply(sigma, BatchExponents.Bits).Add(Bc22Hashes.ForCheck(capsule.A)).ToAffine();
        var right = capsule.E.Point.Multiply(sigma, BatchExponents.Bits).Add(capsule.D.Point).ToAffine();
        return Pairing.ProductIsOne([capsule.B.Point, P1.FromAffine(publicKey.Point).Negate().ToAffine()], [left, right]);
    }

    /// <summary>Π e(B_i^ρ_i, H2(A_i)) · e(Π B_i^σ_i, ḡ) = Π e(PK_i, D_i^ρ_i·E_i^σ_i).</summary>
    private static bool HoldTogether(IReadOnlyList<Bc22Claim> claims, byte[] exponents, ReadOnlySpan<int> indices)
    {
        var count = indices.Length;
        var ps = new P1[(2 * count) + 1];
        var qs = new P2[(2 * count) + 1];
        var bs = new P1Affine[count];
        var sigmas = new byte[count * BatchExponents.Size];
        for (var i = 0; i < count; i++)
        {
            var (publicKey, capsule, _) = claims[indices[i]];
            var rho = exponents.AsSpan(2 * indices[i] * BatchExponents.Size, BatchExponents.Size);
            var sigma = exponents.AsSpan(((2 * indices[i]) + 1) * BatchExponents.Size, BatchExponents.Size);
            (ps[2 * i], qs[2 * i]) = (capsule.B.Point.Multiply(rho, BatchExponents.Bits), Bc22Hashes.ForCheck(capsule.A));
            ps[(2 * i) + 1] = P1.FromAffine(publicKey.Point).Negate();
            qs[(2 * i) + 1] = capsule.D.Point.Multiply(rho, BatchExponents.Bits).Add(capsule.E.Point.Multiply(sigma, BatchExponents.Bits));
            bs[i] = capsule.B.Point;
            sigma.CopyTo(sigmas.AsSpan(i * BatchExponents.Size));
        }

        (ps[^1], qs[^1]) = (MultiScalar.Sum(bs, sigmas, BatchExponents.Bits), P2.FromAffine(Bc22Hashes.GBar.Point));
        var (firsts, seconds) = (new P1Affine[ps.Length], new P2Affine[qs.Length]);
        P1.ToAffine(ps, firsts);
        P2.ToAffine(qs, seconds);
        return Pairing.ProductIsOne(firsts, seconds);
    }
}
