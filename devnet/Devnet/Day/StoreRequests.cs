using System.Net;
using HospitalChain.Client.Api;
using HospitalChain.Crypto;

namespace HospitalChain.Devnet.Day;

/// <summary>A reader and others at the cloud's content store itself: it asks the chain too, and goes on asking for every part (chain.md §4.7).</summary>
internal sealed class StoreRequests(Scene scene, Person reader, Bytes32 documentId, Bytes32 grantId)
{
    private const int PartBytes = 1_000;

    private ContentTicket? ticket;

    /// <summary>While the grant is in force.</summary>
    public async Task PlayAsync()
    {
        var chen = scene.Network.Doctor(Enrolments.Chen, NodeName.HospitalB);
        await scene.RefusedAsync("CONSENT_MISSING", "the cloud hands another's content to no doctor without a grant", () => AskAsync(chen));
        var request = reader.Session.SignRequest(reader.Session.OwnIdentity(), scene.Network.ChainA.ChainId, documentId, grantId);
        await scene.RefusedAsync("NOT_YOUR_REQUEST", "a request counts only for who signed it", () =>
            scene.At(NodeName.Cloud, chen).ContentAccessAsync(request, CancellationToken.None));
        ticket = await scene.At(NodeName.Cloud, reader).ContentAccessAsync(request, CancellationToken.None);
        await scene.RefusedAsync("REQUEST_REPLAYED", "and once", () => scene.At(NodeName.Cloud, reader).ContentAccessAsync(request, CancellationToken.None));
        await scene.RefusedAsync("DELIVERY_TICKET_INVALID", "a stolen ticket fetches nothing", () => FetchPartAsync(chen));
        scene.Report.Check(await FetchPartAsync(reader) == HttpStatusCode.PartialContent, "the reader's own fetches any part of that content");
        var recorded = await Scene.EventuallyAsync(async () =>
            (await scene.At(NodeName.Manager, reader).RecordStatusAsync(scene.Network.ChainA.ChainId, ticket.AccessId, CancellationToken.None)).Status == RecordStatus.InBlock);
        scene.Report.Check(recorded, "the cloud's own access record is in a block of hospital A's chain");
    }

    /// <summary>After the revocation's block.</summary>
    public async Task PlayRevokedAsync()
    {
        await scene.RefusedAsync("CONSENT_REVOKED", "after the revocation the cloud hands the insurer nothing", () => AskAsync(reader));
        await scene.RefusedAsync("CONSENT_REVOKED", "nor another part of what it had begun to hand out", () => FetchPartAsync(reader));
    }

    private Task<ContentTicket> AskAsync(Person person) => scene.At(NodeName.Cloud, person).ContentAccessAsync(
        person.Session.SignRequest(person.Session.OwnIdentity(), scene.Network.ChainA.ChainId, documentId, grantId), CancellationToken.None);

    private async Task<HttpStatusCode> FetchPartAsync(Person person)
    {
        using var part = await scene.At(NodeName.Cloud, person).ContentRangeAsync(ticket!.Sha256, ticket.Ticket, PartBytes, (2 * PartBytes) - 1, CancellationToken.None);
        return part.StatusCode;
    }
}
