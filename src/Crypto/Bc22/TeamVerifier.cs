using System.Runtime.InteropServices;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Bc22;

/// <summary>Verification of many ordered multisignatures at once, each equation under its own exponent (crypto.md §6).</summary>
public static class TeamVerifier
{
    /// <summary>True for each claim that holds. All are accepted at once, or the culprits found by splitting.</summary>
    /// <param name="claims">Any number.</param>
    /// <param name="exponentSeed">Random, chosen after the claims and unknown to their authors.</param>
    public static bool[] VerifyBatch(IReadOnlyList<TeamClaim> claims, Bytes32 exponentSeed)
    {
        var exponents = Exponents(claims, exponentSeed);
        return CulpritSearch.Run(
            claims.Count,
            (start, length) => HoldTogether(claims, exponents, start, length),
            index => claims[index].Signature.Verify(claims[index].Statement, claims[index].Team));
    }

    private static byte[] Exponents(IReadOnlyList<TeamClaim> claims, Bytes32 seed)
    {
        var statements = Transcript.Of(Labels.Bc22Batch).Add(seed);
        foreach (var (statement, team, signature) in claims)
        {
            statements.Add(statement.Sid).AddU64(statement.TimestampMillis).Add(signature.Encoded).AddU32((uint)team.Count);
            foreach (var commitment in statement.Commitments)
            {
                statements.Add(commitment);
            }

            foreach (var key in team)
            {
                statements.Add(key.Encoded);
            }
        }

        return BatchExponents.Derive(Labels.Bc22Batch, statements.Hash32(), claims.Count);
    }

    /// <summary>Π over all claims of e(W_i^ρ, Â_i) · e(R^ρ, Π B̂_i Ĉ_i^i) = e(Π Q^ρ, ĝ); one doctor's factors share a Miller loop.</summary>
    private static bool HoldTogether(IReadOnlyList<TeamClaim> claims, byte[] exponents, int start, int length)
    {
        var own = exponents.AsMemory(start * BatchExponents.Size, length * BatchExponents.Size);
        var hashes = new List<P1>();
        for (var i = start; i < start + length; i++)
        {
            var (statement, team, _) = claims[i];
            if (team.Count == 0 || team.Count != statement.Commitments.Count)
            {
                return false;
            }

            hashes.AddRange(Enumerable.Range(1, team.Count).Select(statement.HashPoint));
        }

        var ws = new P1Affine[hashes.Count];
        P1.ToAffine(CollectionsMarshal.AsSpan(hashes), ws);
        var factors = new TeamFactors();
        var signatures = new P1Affine[length];
        var next = 0;
        for (var i = 0; i < length; i++)
        {
            var (_, team, signature) = claims[start + i];
            var exponent = own.Span.Slice(i * BatchExponents.Size, BatchExponents.Size);
            foreach (var doctor in team)
            {
                factors.AddDoctor(doctor, ws[next++], exponent);
            }

            factors.AddTeam(team, signature.R.Point, exponent);
            signatures[i] = signature.Q.Point;
        }

        return factors.ProductIs(EndomorphismG1.Product(signatures, own.Span));
    }
}
