using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Verifies the original capsule, applies rk, and verifies that the result is under PK_s: of a doctor's diagnosis L19's
/// capsule (crypto.md §5), of a team's BC22's (§6).
/// </summary>
internal static class CapsuleReencryption
{
    public static Parsed<byte[]> Apply(AccessPermit permit, SecretScalar rekey)
    {
        if (!G1.TryDecode(permit.Visit.VisitKey.Span, out var visitKey))
        {
            return Refusals.CapsuleInvalid;
        }

        if (!G1.TryDecode(permit.Delegation.DelegationKey.Span, out var delegationKey))
        {
            return Mismatch(permit);
        }

        var context = permit.Context.ToArray();
        return permit.Record.Body is TeamDiagnosis team
            ? OfTeam(team, permit, visitKey, delegationKey, context, rekey)
            : OfDoctor((Diagnosis)permit.Record.Body, permit, visitKey, delegationKey, context, rekey);
    }

    private static Parsed<byte[]> OfDoctor(Diagnosis body, AccessPermit permit, G1 visitKey, G1 delegationKey, byte[] context, SecretScalar rekey)
    {
        if (!L19Capsule.TryDecode(body.Capsule.Span, out var original) || !L19Verifier.TryVerify(visitKey, original, context, out var verified))
        {
            return Refusals.CapsuleInvalid;
        }

        var capsule = L19Reencryption.Reencrypt(verified, rekey);
        return L19Verifier.TryVerify(delegationKey, capsule, context, out _) ? capsule.Encoded.ToArray() : Mismatch(permit);
    }

    private static Parsed<byte[]> OfTeam(TeamDiagnosis body, AccessPermit permit, G1 visitKey, G1 delegationKey, byte[] context, SecretScalar rekey)
    {
        if (!Bc22Capsule.TryDecode(body.Capsule.Span, out var original) || !Bc22Verifier.TryVerify(visitKey, original, context, out var verified))
        {
            return Refusals.CapsuleInvalid;
        }

        var capsule = Bc22Reencryption.Reencrypt(verified, rekey);
        return Bc22Verifier.TryVerify(delegationKey, capsule, context, out _) ? capsule.Encoded.ToArray() : Mismatch(permit);
    }

    private static Refusal Mismatch(AccessPermit permit) => Refusals.ShareKeyMismatch.With(permit.Delegation.ShareId.ToString());
}
