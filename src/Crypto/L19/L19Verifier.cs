using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.L19;

/// <summary>
/// Verification of capsules (Liu et al. 2019, strict as in crypto.md §5): both equations hold, each on its own. The
/// paper's single equation lets C2·δ, C5·δ⁻¹ through. Assumes what <see cref="L19Capsule"/> and <see cref="G1"/>
/// promise: every point is in its subgroup and not the identity.
/// </summary>
public static class L19Verifier
{
    /// <summary>Verifies one capsule under a key and the context of its record.</summary>
    public static bool TryVerify(
        G1 publicKey, L19Capsule capsule, ReadOnlySpan<byte> context, [NotNullWhen(true)] out VerifiedL19Capsule? verified)
    {
        Span<byte> hash = stackalloc byte[ScalarField.Size];
        L19Equations.Hash(context, capsule, hash);
        verified = L19Equations.Hold(publicKey, capsule, hash) ? new VerifiedL19Capsule(capsule, publicKey) : null;
        return verified is not null;
    }

    /// <summary>True for each claim that holds. All are accepted at once, or the culprits found by splitting.</summary>
    /// <param name="claims">Any number.</param>
    /// <param name="exponentSeed">Random, chosen after the claims and unknown to their authors.</param>
    public static bool[] VerifyBatch(IReadOnlyList<L19Claim> claims, Bytes32 exponentSeed)
    {
        var batch = new L19Batch(claims.Count);
        Span<byte> context = stackalloc byte[Bytes32.Size];
        foreach (var claim in claims)
        {
            claim.Context.CopyTo(context);
            batch.Add(claim.PublicKey, claim.Capsule, context);
        }

        return batch.Verify(exponentSeed);
    }

    /// <summary>The same, with the proof in hand: null where a claim does not hold.</summary>
    public static VerifiedL19Capsule?[] VerifyEach(IReadOnlyList<L19Claim> claims, Bytes32 exponentSeed)
    {
        var valid = VerifyBatch(claims, exponentSeed);
        var verified = new VerifiedL19Capsule?[valid.Length];
        for (var i = 0; i < valid.Length; i++)
        {
            verified[i] = valid[i] ? new VerifiedL19Capsule(claims[i].Capsule, claims[i].PublicKey) : null;
        }

        return verified;
    }
}
