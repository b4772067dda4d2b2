using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Rules;

/// <summary>An access is judged by form, author and REQUEST, not by whether the grant is still in force (chain.md §4.7).</summary>
internal static class AccessRules
{
    public static Refusal? Check(Record record, Access body, JudgementContext context, List<Obligation> obligations)
    {
        var request = body.Request;
        if (request.ChainId != record.ChainId)
        {
            return Refusals.WrongChain.With("the reader's request");
        }

        if (body.Delivered && context.Entries.Document(request.RecordId) is { Erased: true })
        {
            return Refusals.Erased.With("nothing of it is delivered any more");
        }

        if (context.Entries.BreakGlass(request.GrantId) is { } emergency && body.Delivered && !BreakGlassRules.Reaches(emergency, request, context))
        {
            return Refusals.BreakGlassNotCovered.With(request.RecordId.ToString());
        }

        obligations.Add(new SignatureObligation(
            request.Requester,
            SignedMessage.Request(request.ChainId, request.RecordId, request.GrantId, request.Nonce.ToArray(), request.TimeMillis),
            request.Signature,
            Refusals.RequestInvalid));
        return null;
    }
}
