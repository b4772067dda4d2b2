using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Accesses;

/// <summary>An access record that its hospital promised: what a delivery waits for (chain.md §4.7).</summary>
/// <param name="AccessId">Record id of the access.</param>
/// <param name="Promise">The supernode's word, checked.</param>
public sealed record PromisedAccess(Bytes32 AccessId, Promise Promise)
{
    /// <summary>How long a reader waits for the hospital's promise.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Writes the delivery to the chain of the request, and waits until that is promised.</summary>
    public static async Task<Parsed<PromisedAccess>> OfDeliveryAsync(
        AccessRequest request, ILedger ledger, SigningKey holder, ulong nowMillis, CancellationToken cancellation)
    {
        var access = new Access { Request = request, Delivered = true, RefusalCode = string.Empty, Requests = 1 };
        var record = Record.Sign(request.ChainId, nowMillis, access, holder);
        var submission = await ledger.SubmitForPromiseAsync(record, Patience, cancellation);
        return submission.Promise is not { } promise ? AccessRefusals.AccessNotPromised.With(submission.Answer.Refusal?.Code ?? string.Empty)
            : promise.Refuses(ledger.State.Genesis, record.Id, nowMillis) is { } broken ? AccessRefusals.AccessNotPromised.With(broken.Detail)
            : new PromisedAccess(record.Id, promise);
    }
}
