using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.Escrow;
using HospitalChain.Crypto.P21;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// Meets obligations: cheap ones record by record, the curve equations of all survivors in one batch per suite (crypto.md §5 Batch, §6). Pure, so
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
        var batch = new BatchedClaims();
        for (var i = 0; i < tasks.Count; i++)
        {
            results[i] = VerifyAllButClaims(tasks[i], batch, i);
        }

        foreach (var (owner, reason) in batch.Failures(exponentSeed))
        {
            results[owner] = reason.With(string.Empty);
        }

        return results;
    }

    private static Parsed<VerifiedRecord> VerifyAllButClaims(RecordTask task, BatchedClaims batch, int index)
    {
        foreach (var obligation in task.Obligations)
        {
            if (!BatchedClaims.Takes(obligation) && !IsMet(obligation))
            {
                return obligation.Reason.With(string.Empty);
            }
        }

        // Only a record that passed everything else takes part in a batch.
        foreach (var obligation in task.Obligations)
        {
            if (BatchedClaims.Takes(obligation) && !batch.TryAdd(obligation, index))
            {
                return obligation.Reason.With(string.Empty);
            }
        }

        return new VerifiedRecord(task);
    }

    private static bool IsMet(Obligation obligation) => obligation switch
    {
        SignatureObligation signature => Bip340.Verify(signature.Key, signature.Message, signature.Signature),
        PointObligation point => IsKey(point),
        PossessionObligation possession => MultisignaturePublicKey.TryDecode(possession.Multisignature.Span, out var key)
            && ProofOfPossession.Verify(key, possession.Signing, possession.Proof.Span),
        CapsuleObligation or TeamCapsuleObligation or TeamSignatureObligation => IsMetAlone(obligation),
        DocumentCapsuleObligation document => P21PublicKey.TryDecode(document.FolderKey.Span, out var folder)
            && P21Capsule.TryDecode(document.Capsule.Span, out var capsule)
            && P21Verifier.TryVerify(folder, capsule, document.Context.ToArray(), out _),
        EvidenceObligation evidence => evidence.Evidence.Refuses() is null,
        EscrowObligation escrow => G1.TryDecode(escrow.VisitKey.Span, out var visitKey)
            && EscrowCommitments.TryDecode(escrow.Commitments, out var commitments)
            && EscrowDealing.Verify(visitKey, commitments, escrow.Context.Span, escrow.Proof.Span),
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
        KeyForm.Secp => SecpPoint.TryDecode(point.Encoded.Span, out _),
        KeyForm.G1 => G1.TryDecode(point.Encoded.Span, out _),
        _ => throw new InvalidOperationException($"unknown key form {point.Form}"),
    };

    /// <summary>A batch of one: it is verified alone, so no exponents come from a seed.</summary>
    private static bool IsMetAlone(Obligation obligation)
    {
        var batch = new BatchedClaims();
        return batch.TryAdd(obligation, 0) && !batch.Failures(Bytes32.Zero).Any();
    }
}
