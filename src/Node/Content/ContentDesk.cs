using HospitalChain.Crypto;
using HospitalChain.Node.Accesses;
using HospitalChain.Node.Api;
using HospitalChain.Node.Erasures;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Content;

/// <summary>
/// Meets a reader's REQUEST for a record's sealed content (chain.md §4.7): decided by this node's own copy of the chain, written
/// there as an access, and delivered only once the hospital promised that access; then part by part on a ticket, each part
/// decided anew. Whatever fails on the way, nothing is delivered.
/// </summary>
public sealed class ContentDesk(
    SigningKey key, ILedgers ledgers, ContentStore store, ContentTickets tickets, RequestNonces nonces, RefusedAccesses refusedAccesses, OrderedErasures erasures, TimeProvider time)
{
    private readonly RequestGate gate = new(nonces, time);

    /// <param name="request">The reader's request.</param>
    /// <param name="caller">The key that is logged in.</param>
    public async Task<Parsed<ContentDelivery>> DeliverAsync(AccessRequest request, Bytes32 caller, CancellationToken cancellation)
    {
        if (gate.Refuses(request, caller) is { } unusable)
        {
            return unusable;
        }

        var delivery = await TryDeliverAsync(request, cancellation);
        return delivery.Ok ? delivery : Noted(request, delivery.Refusal);
    }

    /// <summary>Why a part is not handed out; null when it may be. A ticket of another reader or content counts for nothing.</summary>
    public async Task<Refusal?> RefusesPartAsync(string? ticket, Bytes32 caller, Bytes32 sha256, CancellationToken cancellation)
    {
        if (ticket is null || tickets.Read(ticket, sha256) is not { } request || request.Requester != caller)
        {
            return Refusals.DeliveryTicketInvalid.With(string.Empty);
        }

        return await DecideAsync(request, cancellation) is { Ok: false } refused ? Noted(request, refused.Refusal) : null;
    }

    private async Task<Parsed<ContentDelivery>> TryDeliverAsync(AccessRequest request, CancellationToken cancellation)
    {
        var permit = await DecideAsync(request, cancellation);
        if (!permit.Ok)
        {
            return permit.Refusal;
        }

        var content = permit.Value.Content;
        if (await store.SizeOfAsync(content.ContentHash, cancellation) is not { } size || (ulong)size != content.SizeBytes)
        {
            return Refusals.ContentMissing.With(content.ContentHash.ToString());
        }

        var access = await PromisedAccess.OfDeliveryAsync(request, ledgers.Find(request.ChainId)!, key, Now(), cancellation);
        if (!access.Ok)
        {
            return access.Refusal;
        }

        // The owner may have revoked while the promise was on its way.
        if (await DecideAsync(request, cancellation) is { Ok: false } refused)
        {
            return refused.Refusal;
        }

        var (ticket, expiry) = tickets.Issue(request, content.ContentHash);
        return new ContentDelivery(
            ticket, expiry.ToUnixTimeMilliseconds(), content.ContentHash, size, access.Value.AccessId, Convert.ToHexStringLower(access.Value.Promise.ToBytes()));
    }

    private async Task<Parsed<ContentPermit>> DecideAsync(AccessRequest request, CancellationToken cancellation)
    {
        await DeliveryViews.CatchUpAsync(request, ledgers, time, cancellation);
        var view = DeliveryViews.Of(request, ledgers, isRevokedOnSight: false, erasures.Covers(request.ChainId, request.RecordId), Now());
        return !view.Ok ? view.Refusal
            : Find(request) is { } record ? ContentDecision.Decide(request, record, view.Value)
            : Refusals.RecordUnknown.With(request.RecordId.ToString());
    }

    /// <summary>Records the refusal of a request for something that is on the chain.</summary>
    private Refusal Noted(AccessRequest request, Refusal refusal)
    {
        if (Find(request) is not null)
        {
            refusedAccesses.Note(request, refusal);
        }

        return refusal;
    }

    /// <summary>A record of an applied block; blocks on disk may be ahead of the state for a moment.</summary>
    private Record? Find(AccessRequest request) =>
        ledgers.Find(request.ChainId) is { } ledger
        && ledger.State.Entries.Record(request.RecordId) is { Accepted: true }
        && ledger.ReadRecord(request.RecordId) is { IsRefused: false } located
            ? located.Record
            : null;

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
