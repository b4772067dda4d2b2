using HospitalChain.Crypto;
using HospitalChain.Node.Accesses;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Meets a reader's REQUEST (chain.md §4.7): judged, re-encrypted, written to the hospital's chain as an access, and
/// delivered only once the hospital promised that access. Whatever fails on the way, nothing is delivered. An access
/// record may then tell of a delivery that a lost promise prevented; none is ever missing.
/// </summary>
public sealed class AccessDesk(
    ProxyIdentity proxy, AccessJudge judge, ShareKeeper shares, RequestNonces nonces, RefusedAccesses refusedAccesses, TimeProvider time)
{
    private readonly RequestGate gate = new(nonces, time);

    /// <param name="request">The reader's request.</param>
    /// <param name="caller">The key that is logged in.</param>
    public async Task<Parsed<AccessDelivery>> DeliverAsync(AccessRequest request, Bytes32 caller, CancellationToken cancellation)
    {
        if (gate.Refuses(request, caller) is { } unusable)
        {
            return unusable;
        }

        var delivery = await TryDeliverAsync(request, cancellation);
        if (!delivery.Ok && judge.Knows(request))
        {
            refusedAccesses.Note(request, delivery.Refusal);
        }

        return delivery;
    }

    private async Task<Parsed<AccessDelivery>> TryDeliverAsync(AccessRequest request, CancellationToken cancellation)
    {
        var permit = await judge.JudgeAsync(request, cancellation);
        if (!permit.Ok)
        {
            return permit.Refusal;
        }

        var capsule = Reencrypt(permit.Value, request.GrantId);
        if (!capsule.Ok)
        {
            return capsule.Refusal;
        }

        var access = await PromisedAccess.OfDeliveryAsync(request, permit.Value.Ledger, proxy.Signing, Now(), cancellation);
        if (!access.Ok)
        {
            return access.Refusal;
        }

        // The patient may have revoked while the promise was on its way.
        var still = await judge.JudgeAsync(request, cancellation);
        return !still.Ok ? still.Refusal : new AccessDelivery
        {
            Record = permit.Value.Record.Bytes,
            Capsule = capsule.Value,
            AccessId = access.Value.AccessId,
            Promise = access.Value.Promise.ToBytes(),
        };
    }

    /// <summary>Verifies the original, applies rk, and verifies that the result is under PK_s.</summary>
    private Parsed<byte[]> Reencrypt(AccessPermit permit, Bytes32 grantId)
    {
        var held = shares.OpenReady(permit.Ledger.ChainId, permit.Delegation.ShareId, grantId);
        if (!held.Ok)
        {
            return held.Refusal;
        }

        using var share = held.Value;
        return CapsuleReencryption.Apply(permit, share.Rekey!);
    }

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
