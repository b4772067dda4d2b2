using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// An access is judged by form, author and REQUEST, not by whether the grant is still in force (chain.md §4.7). It is of a record
/// that stands here, by the store that signed for its content or by a proxy; what a proxy delivered, by the grant's own.
/// </summary>
internal static class AccessRules
{
    public static Refusal? Check(Record record, Access body, JudgementContext context, List<Obligation> obligations)
    {
        var request = body.Request;
        if (request.ChainId != record.ChainId)
        {
            return Refusals.WrongChain.With("the reader's request");
        }

        if (context.Entries.Record(request.RecordId) is not { Accepted: true } read)
        {
            return Refusals.RecordUnknown.With(request.RecordId.ToString());
        }

        var store = context.Entries.Document(request.RecordId)?.Store ?? read.Store;
        if (!StoreRules.IsStoreOf(store, record.Author, context.Registry) && !IsProxyOf(record.Author, body, context))
        {
            return Refusals.AuthorNotAllowed.With("neither this record's store nor the grant's proxy");
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

    /// <summary>A request that it refused may name any grant, or none.</summary>
    private static bool IsProxyOf(Bytes32 author, Access body, JudgementContext context) =>
        context.Registry is { } registry && registry.RoleOf(author) == PartyRole.Proxy
        && (!body.Delivered || (context.Entries.Grant(body.Request.GrantId) is { } grant && registry.Entries.AreOneParty(grant.Proxy, author)));
}
