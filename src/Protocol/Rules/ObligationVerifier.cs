using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.L19;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// Meets obligations: cheap ones record by record, capsules of all survivors in one batch (crypto.md §5 Batch). Pure, so
/// it may run on any thread; the only maker of <see cref="VerifiedRecord"/>.
/// </summary>
public static class ObligationVerifier
{
    /// <summary>
    /// Verifies each task on its own merits, in the order of the input.
    /// </summary>
    /// <param name="tasks">What to verify.</param>
    /// <param name="exponentSeed">32 bytes nobody could predict: batch exponents come from it.</param>
    /// <returns>For each task a verified record, or the first obligation that failed.</returns>
    public static Parsed<VerifiedRecord>[] Verify(IReadOnlyList<RecordTask> tasks, Bytes32 exponentSeed)
    {
        var results = new Parsed<VerifiedRecord>[tasks.Count];
        var claims = new List<L19Claim>();
        var owners = new List<int>();
        for (var i = 0; i < tasks.Count; i++)
        {
            results[i] = VerifyAllButCapsules(tasks[i], claims, owners, i);
        }

        if (claims.Count == 0)
        {
            return results;
        }

        var valid = L19Verifier.VerifyBatch(claims, exponentSeed);
        for (var i = 0; i < valid.Length; i++)
        {
            if (!valid[i])
            {
                results[owners[i]] = Refusals.CapsuleInvalid.With(string.Empty);
            }
        }

        return results;
    }

    private static Parsed<VerifiedRecord> VerifyAllButCapsules(RecordTask task, List<L19Claim> claims, List<int> owners, int index)
    {
        L19Claim? claim = null;
        foreach (var obligation in task.Obligations)
        {
            var met = obligation is CapsuleObligation capsule ? TryClaim(capsule, out claim) : IsMet(obligation);
            if (!met)
            {
                return obligation.Reason.With(string.Empty);
            }
        }

        if (claim is not null)
        {
            claims.Add(claim.Value);
            owners.Add(index);
        }

        return new VerifiedRecord(task);
    }

    private static bool IsMet(Obligation obligation) => obligation switch
    {
        SignatureObligation signature => Bip340.Verify(signature.Key, signature.Message, signature.Signature),
        PointObligation point => IsKey(point),
        PossessionObligation possession => MultisignaturePublicKey.TryDecode(possession.Multisignature.Span, out var key)
            && ProofOfPossession.Verify(key, possession.Signing, possession.Proof.Span),
        CapsuleObligation capsule => TryClaim(capsule, out var claim) && L19Verifier.TryVerify(claim.Value.PublicKey, claim.Value.Capsule, claim.Value.Context.ToArray(), out _),
        RefutationObligation refutation => FirstUnmet(refutation.Refused)?.Code == refutation.Code,
        _ => throw new InvalidOperationException($"unknown obligation {obligation.GetType().Name}"),
    };

    private static RefusalReason? FirstUnmet(IReadOnlyList<Obligation> obligations)
    {
        foreach (var obligation in obligations)
        {
            if (!IsMet(obligation))
            {
                return obligation.Reason;
            }
        }

        return null;
    }

    private static bool IsKey(PointObligation point) => point.Form switch
    {
        KeyForm.Signing => Bip340.IsPublicKey(new Bytes32(point.Encoded.Span)),
        KeyForm.Sealing => SealingPublicKey.TryDecode(point.Encoded.Span, out _),
        KeyForm.P21 => P21PublicKey.TryDecode(point.Encoded.Span, out _),
        KeyForm.G1 => G1.TryDecode(point.Encoded.Span, out _),
        _ => throw new InvalidOperationException($"unknown key form {point.Form}"),
    };

    private static bool TryClaim(CapsuleObligation obligation, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out L19Claim? claim)
    {
        claim = G1.TryDecode(obligation.VisitKey.Span, out var key) && L19Capsule.TryDecode(obligation.Capsule.Span, out var capsule)
            ? new L19Claim(key, capsule, obligation.Context)
            : null;
        return claim is not null;
    }
}
