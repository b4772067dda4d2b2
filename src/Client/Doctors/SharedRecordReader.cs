using System.Security.Cryptography;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Doctors;

/// <summary>
/// The doctor reads what a patient granted (L19-E): a signed REQUEST to the proxy, and then nothing is believed that is
/// not checked: the record on its chain, the capsule equal to the chain's in all but C2, and from there as always.
/// </summary>
public sealed class SharedRecordReader(ClientSession session)
{
    /// <summary>How far the share is at the proxy, as the proxy tells.</summary>
    public Task<ShareStatus> StatusAsync(Bytes32 shareId, CancellationToken cancellation) =>
        session.Connect(session.Settings.ManagerNode(), session.OwnIdentity()).ShareAsync(shareId, cancellation);

    /// <summary>Fetches, verifies and opens one record under a share.</summary>
    /// <param name="share">The share.</param>
    /// <param name="recordId">The record; null for the one the share is about.</param>
    /// <param name="target">Where no file may be.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(Bytes32 AccessId, OpenedDiagnosis Opened)> FetchAsync(ShareNote share, Bytes32? recordId, string target, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var (delivery, record, grantId) = await DeliverAsync(share, recordId, identity, cancellation).ConfigureAwait(false);
        return (delivery.AccessId, await OpenAsync(share, record, delivery, grantId, identity, target, cancellation).ConfigureAwait(false));
    }

    /// <summary>Asks the proxy, and compares what it gives with the chain: the record is proven, the access promised.</summary>
    internal async Task<(AccessDelivery Delivery, Record Record, Bytes32 GrantId)> DeliverAsync(ShareNote share, Bytes32? recordId, LoginIdentity identity, CancellationToken cancellation)
    {
        var wanted = recordId ?? share.RecordId ?? throw new RefusedException(ClientRefusals.InputInvalid.With("the share is for a whole visit: name the record"));
        var node = session.Connect(session.Settings.ManagerNode(), identity);
        var status = await node.ShareAsync(share.ShareId, cancellation).ConfigureAwait(false);
        var grantId = status.GrantId ?? throw new RefusedException(Refusals.ShareIncomplete.With($"share {share.ShareId}: {status.Stage}"));
        var delivery = await node.AccessAsync(session.SignRequest(identity, share.ChainId, wanted, grantId), cancellation).ConfigureAwait(false);
        var proven = await session.Chains.RecordAsync(share.ChainId, wanted, identity, cancellation).ConfigureAwait(false);
        if (!proven.Record.Bytes.Span.SequenceEqual(delivery.Record.Span))
        {
            throw new RefusedException(ClientRefusals.DeliveryMismatch.With($"record {wanted}"));
        }

        await session.Chains.CheckPromiseAsync(share.ChainId, delivery.AccessId, delivery.Promise, identity, cancellation).ConfigureAwait(false);
        return (delivery, proven.Record, grantId);
    }

    /// <summary>A share of this profile, by the beginning of its id; the only one when null.</summary>
    public ShareNote Find(string? name)
    {
        var fitting = session.Shelf.Notes<ShareNote>(ShelfKinds.Share)
            .Where(share => name is null || share.ShareId.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return Choice.Of(fitting, "share", name);
    }

    private async Task<OpenedDiagnosis> OpenAsync(
        ShareNote share, Record record, AccessDelivery delivery, Bytes32 grantId, LoginIdentity identity, string target, CancellationToken cancellation)
    {
        var body = DiagnosisOpening.DiagnosisOf(record);
        if (!body.Pid.Span.SequenceEqual(share.Pid))
        {
            throw new RefusedException(Refusals.RecordNotOfVisit.With($"record {record.Id}"));
        }

        if (!L19Capsule.TryDecode(delivery.Capsule.Span, out var capsule) || !L19Reencryption.IsReencryptionOf(capsule, DiagnosisOpening.CapsuleOf(body)))
        {
            throw new RefusedException(ClientRefusals.CapsuleChanged.With($"record {record.Id}"));
        }

        var visit = await session.Chains.VisitAsync(share.ChainId, body.Pid, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.VisitUnknown);
        using var key = session.Keystore.Keys.Delegation(share.KeyIndex);
        return await new DiagnosisOpening(session).OpenAsync(record, visit, capsule, CapsuleOpener.Of(key), grantId, identity, target, cancellation).ConfigureAwait(false);
    }
}
