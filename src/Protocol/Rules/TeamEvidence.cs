using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// What only those who hold α can see of a team's diagnosis: that its capsule can be found by the visit's evidence
/// (crypto.md §6 Verify capsule). The hospital checks it before it seals; in a dispute whoever is shown α does.
/// </summary>
public static class TeamEvidence
{
    /// <summary>Null when Gt belongs to α and α to the visit.</summary>
    /// <param name="record">A record whose body is a <see cref="TeamDiagnosis"/>.</param>
    /// <param name="visit">The visit that it names.</param>
    /// <param name="alpha">α, 32 bytes.</param>
    public static Refusal? Refuses(Record record, VisitEntry visit, ReadOnlySpan<byte> alpha)
    {
        var body = (TeamDiagnosis)record.Body;
        if (Evidence.Hash(alpha) != visit.EvidenceHash)
        {
            return Refusals.EvidenceMismatch.With("α of another visit");
        }

        var context = body.ContextOf(record.ChainId, record.Author, visit.VisitKey.Span);
        return !G1.TryDecode(visit.VisitKey.Span, out var visitKey)
            || !Bc22Capsule.TryDecode(body.Capsule.Span, out var capsule)
            || !Bc22Verifier.TryVerify(visitKey, capsule, context.ToArray(), out var verified) ? Refusals.CapsuleInvalid
            : Bc22Verifier.CarriesEvidence(verified, alpha) ? null
            : Refusals.EvidenceMismatch.With("Gt");
    }
}
