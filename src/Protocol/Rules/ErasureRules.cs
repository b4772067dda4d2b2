using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>The end of a key at the proxy and of a document at its holders, each by the holder's own signature.</summary>
internal static class ErasureRules
{
    public static Refusal? CheckReceipt(Record record, RevocationReceipt body, JudgementContext context)
    {
        var entries = context.Entries;
        return entries.Grant(body.GrantId) is not { } grant ? Refusals.GrantUnknown.With(body.GrantId.ToString())
            : context.Registry is not { } registry ? Refusals.RegistryBehind
            : !registry.Entries.AreOneParty(grant.Proxy, record.Author) ? Refusals.AuthorNotAllowed.With("only the grant's proxy held its key")
            : entries.Record(body.RevokeId) is not { Accepted: true } revoke ? Refusals.RecordUnknown.With(body.RevokeId.ToString())
            : !grant.Revoked || grant.RevokedAtHeight != revoke.Height ? Refusals.GrantNotRevoked
            : entries.Used(StateKinds.RevocationReceipt, body.GrantId.ToArray()) ? Refusals.NotNew.With("revocation receipt")
            : null;
    }

    public static Refusal? CheckErasure(Record record, Erasure body, JudgementContext context, List<Obligation> obligations)
    {
        var (order, confirmations) = (body.Certificate.Order, body.Certificate.Confirmations);
        if (ErasureAuthority.Refuses(order, context.Genesis, context.Entries) is { } refusal)
        {
            return refusal;
        }

        var document = context.Entries.Document(order.DocumentId)!;
        if (document.Erased)
        {
            return Refusals.Erased;
        }

        var folder = context.Entries.Folder(document.FolderId)!;
        if (context.Registry is not { } registry)
        {
            return Refusals.RegistryBehind;
        }

        if (ErasureHolders.Of(document, folder, registry).FirstOrDefault(holder => !body.Certificate.IsConfirmedBy(holder)) is { IsZero: false } missing)
        {
            return Refusals.HolderUnconfirmed.With(missing.ToString());
        }

        obligations.Add(new SignatureObligation(order.OrderedBy, order.Message, order.Signature, Refusals.ErasureInvalid));
        foreach (var confirmation in confirmations)
        {
            if (!StoreRules.IsHolder(confirmation.Holder, context))
            {
                return registry.Entries.EndOf(confirmation.Holder) ?? Refusals.StoreUnknown.With(confirmation.Holder.ToString());
            }

            obligations.Add(new SignatureObligation(
                confirmation.Holder, confirmation.MessageFor(order), confirmation.Signature, Refusals.ErasureInvalid));
        }

        return null;
    }
}
