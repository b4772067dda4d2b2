using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Node.Accesses;
using HospitalChain.Node.Api;
using HospitalChain.Node.Erasures;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Meets a reader's REQUEST for a document (P21 §4.4, chain.md §4.7): decided by the chain, re-encrypted with a proof,
/// written to the chain as an access, and delivered only once the hospital promised that access.
/// </summary>
public sealed class DocumentDesk(
    ProxyIdentity proxy, ILedgers ledgers, RekeyKeeper rekeys, RevocationsOnSight revocations, OrderedErasures erasures, RequestNonces nonces, RefusedAccesses refusedAccesses, TimeProvider time)
{
    private readonly RequestGate gate = new(nonces, time);

    /// <summary>What is asked for is a document as the chain stands here, not a diagnosis.</summary>
    public bool Knows(AccessRequest request) => ledgers.Find(request.ChainId)?.State.Entries.Document(request.RecordId) is not null;

    /// <param name="request">The reader's request.</param>
    /// <param name="caller">The key that is logged in.</param>
    public async Task<Parsed<DocumentDelivery>> DeliverAsync(AccessRequest request, Bytes32 caller, CancellationToken cancellation)
    {
        if (gate.Refuses(request, caller) is { } unusable)
        {
            return unusable;
        }

        var delivery = await TryDeliverAsync(request, cancellation);
        if (!delivery.Ok && Knows(request))
        {
            refusedAccesses.Note(request, delivery.Refusal);
        }

        return delivery;
    }

    private async Task<Parsed<DocumentDelivery>> TryDeliverAsync(AccessRequest request, CancellationToken cancellation)
    {
        if (ledgers.Find(request.ChainId) is not { } ledger)
        {
            return Refusals.ChainUnknown.With(request.ChainId.ToString());
        }

        var permit = await DecideAsync(request, cancellation);
        if (!permit.Ok)
        {
            return permit.Refusal;
        }

        if (ledger.ReadRecord(request.RecordId) is not { IsRefused: false } located)
        {
            return Refusals.RecordUnknown.With(request.RecordId.ToString());
        }

        var reencryption = Reencrypt(request, permit.Value, located.Record, ledger);
        if (!reencryption.Ok)
        {
            return reencryption.Refusal;
        }

        var access = await PromisedAccess.OfDeliveryAsync(request, ledger, proxy.Signing, Now(), cancellation);
        if (!access.Ok)
        {
            return access.Refusal;
        }

        // The owner may have revoked while the promise was on its way.
        var still = await DecideAsync(request, cancellation);
        return !still.Ok ? still.Refusal : new DocumentDelivery
        {
            Record = located.Record.Bytes,
            Reencryption = reencryption.Value.Encoded.ToArray(),
            AccessId = access.Value.AccessId,
            Promise = access.Value.Promise.ToBytes(),
        };
    }

    private async Task<Parsed<DeliveryPermit>> DecideAsync(AccessRequest request, CancellationToken cancellation)
    {
        await DeliveryViews.CatchUpAsync(request, ledgers, time, cancellation);
        var view = DeliveryViews.Of(request, ledgers, revocations.IsRevoked(request.ChainId, request.GrantId), erasures.Covers(request.ChainId, request.RecordId), Now());
        if (!view.Ok)
        {
            return view.Refusal;
        }

        var permit = DeliveryDecision.Decide(request, view.Value);
        return !permit.Ok ? permit
            : permit.Value.AsOwner ? Refusals.ConsentMissing.With("the folder's owner opens it with its own key")
            : !proxy.Is(permit.Value.Grant!.Proxy) ? Refusals.ConsentMissing.With("the grant names another proxy")
            : permit;
    }

    /// <summary>Verifies the original, applies rk, and verifies the own proof before anyone sees it.</summary>
    private Parsed<P21Reencryption> Reencrypt(AccessRequest request, DeliveryPermit permit, Record document, ILedger ledger)
    {
        var held = rekeys.OpenReady(request.ChainId, request.GrantId);
        if (!held.Ok)
        {
            return held.Refusal;
        }

        using var rekey = held.Value;
        if (!P21PublicKey.TryDecode(permit.Folder.Key.Span, out var folderKey)
            || ledger.ReadRecord(request.GrantId) is not { IsRefused: false, Record: { Body: Grant grant } grantRecord }
            || FolderShare.Of(grant) is not { } share)
        {
            return Refusals.ConsentMissing.With(request.GrantId.ToString());
        }

        var capsule = DocumentOpening.CapsuleOf(document, folderKey);
        if (!capsule.Ok)
        {
            return capsule.Refusal;
        }

        var reencryption = rekey.Reencrypt(capsule.Value, share);
        var verified = DocumentOpening.Verify(document, grantRecord, folderKey, reencryption.Encoded);
        return verified.Ok ? reencryption : verified.Refusal;
    }

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
