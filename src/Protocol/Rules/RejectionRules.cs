using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// A rejection must be right: judged at this place in the chain, the refused record fails for the reason given. Only a
/// refusal of evidence, which the hospital alone can see into, is taken on its word (and can be disputed).
/// </summary>
internal static class RejectionRules
{
    public static Refusal? Check(Rejection body, JudgementContext context, List<Obligation> obligations)
    {
        // Only what its author signed is recorded and charged.
        obligations.Add(RecordRules.AuthorSignature(body.Refused));
        var again = RecordRules.Check(body.Refused, context);
        if (!again.Ok)
        {
            var code = again.Refusal.Code;
            return code == body.Code && IsRecordable(body.Refused, again.Refusal.Reason, context) ? null : Refusals.RejectionUnfounded.With($"it fails with {code}");
        }

        if (body.Code == Refusals.EvidenceMismatch.Code && body.Refused.Body is Diagnosis or TeamDiagnosis)
        {
            return null;
        }

        obligations.Add(new RefutationObligation(again.Value.Obligations, body.Code));
        return null;
    }

    /// <summary>
    /// A record already decided, or of another chain, is answered but never recorded as refused. Any other reason is: else a
    /// promise could end neither in a block nor in a rejection.
    /// </summary>
    private static bool IsRecordable(Record refused, RefusalReason reason, JudgementContext context) =>
        reason != Refusals.AlreadyRecorded && refused.ChainId == context.Genesis.ChainId;
}
