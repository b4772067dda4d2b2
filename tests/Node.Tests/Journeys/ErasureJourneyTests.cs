using System.Security.Cryptography;
using HospitalChain.Client;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>A document's end (docs/adr/0009) through real nodes: everywhere gone, signed for by each, and brought back by nothing.</summary>
public sealed class ErasureJourneyTests(DocumentNetworkFixture fixture) : IClassFixture<DocumentNetworkFixture>
{
    private readonly DocumentNetwork network = fixture.Network;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erasure_is_confirmed_by_store_and_proxy_and_proven_to_anyone()
    {
        var (folder, document, grant) = await SharedAsync("erased");
        var standing = await EraseAsync(network.HospitalSession(), document.Id);
        Assert.True(standing.IsComplete);
        Assert.Equal(network.World.Hospital.Key, standing.OrderedBy);
        Assert.Equal(
            new[] { network.World.Cloud.Key, network.World.Proxy.Key }.Order(),
            standing.Holders.Where(holder => holder.ConfirmedMillis is not null).Select(holder => holder.Holder).Order());
        var check = CheckedErasure.Check(standing.Proof!, network.World.HospitalGenesis, ErasureCertificate.Parse(standing.Certificate!.ToBytes()).OrThrow()).OrThrow();
        Assert.True(check.IsConfirmedBy(network.World.Cloud.Key));
        await network.EverywhereAsync(network.ChainA, standing.Proof!.Record.Id);

        var refused = await network.RefusedAsync(network.InsurerSession(), document.Id, grant.GrantId);
        Assert.Equal("ERASED", refused.Refusal.Code);
        Assert.Contains($"height {standing.ErasedAtHeight}", refused.Refusal.Detail, StringComparison.Ordinal);
        var owner = await Assert.ThrowsAsync<RefusedException>(
            () => network.OnceSettledAsync(() => new DocumentReader(network.HospitalSession()).ReadOwnAsync(folder, document.Id, network.NewFile("own"), Cancellation)));
        Assert.Equal("ERASED", owner.Refusal.Code);
        Assert.False(File.Exists(await ContentFileAsync(document.Id)));
    }

    [Fact]
    public async Task What_was_erased_by_another_order_is_not_ordered_again()
    {
        var erased = await NewlyErasedAsync();
        Assert.Equal("ERASED", (await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(network.HospitalSession(), erased))).Refusal.Code);
    }

    [Fact]
    public async Task A_patient_has_the_own_folders_document_erased_and_nobody_elses()
    {
        var (folder, status) = await new FolderDesk(network.PatSession()).OpenAsync(network.Note, "mine", DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, status.RecordId);
        var document = await network.PutAsync(folder);
        var (_, hospitals, _) = await SharedAsync("not Pat's");
        Assert.Equal("AUTHOR_NOT_ALLOWED", (await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(network.PatSession(), hospitals.Id))).Refusal.Code);
        Assert.Equal("AUTHOR_NOT_ALLOWED", (await EraseAsync(network.AdaSession(), hospitals.Id)).Holders[0].Code);
        var standing = await EraseAsync(network.PatSession(), document.Id);
        Assert.True(standing.IsComplete);
        Assert.Equal([network.World.Cloud.Key], standing.Holders.Select(holder => holder.Holder)); // nobody was granted it, so no proxy had a key
    }

    [Fact]
    public async Task A_backup_of_the_store_brings_nothing_back_and_the_same_bytes_are_never_taken_again()
    {
        var (_, document, _) = await SharedAsync("restored");
        var path = await ContentFileAsync(document.Id);
        var backup = network.NewFile("backup");
        File.Copy(path, backup);
        await EraseAsync(network.HospitalSession(), document.Id);
        await network.StopAsync("cloud");
        File.Copy(backup, path);
        await network.StartAsync("cloud");
        Assert.False(File.Exists(path)); // gone before the first request

        var bytes = await File.ReadAllBytesAsync(backup, Cancellation);
        var ada = network.AdaSession();
        var store = ada.Connect(network.Cloud, ada.OwnIdentity());
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => store.PostJsonAsync<object>("/v1/content/uploads", new { sha256 = new Bytes32(SHA256.HashData(bytes)), sizeBytes = bytes.Length }, repeatable: true, Cancellation));
        Assert.Equal("ERASED", refused.Refusal.Code);
    }

    [Fact]
    public async Task While_a_holder_is_away_the_check_says_who_is_missing_and_resuming_asks_only_that_one()
    {
        var (_, document, _) = await SharedAsync("away");
        var away = new BreakingTransport { Instead = request => IsOrderTo(request, network.Manager) ? throw new HttpRequestException(HttpRequestError.ConnectionError) : null };
        var half = await EraseAsync(network.HospitalSession(away), document.Id);
        Assert.False(half.IsComplete);
        Assert.Equal("NODE_UNREACHABLE", Assert.Single(half.Holders, holder => holder.ConfirmedMillis is null).Code);
        Assert.False(File.Exists(await ContentFileAsync(document.Id)));

        var desk = new ErasureDesk(network.HospitalSession());
        var told = await desk.CheckAsync(network.ChainA, document.Id, desk.IdentityFor(network.ChainA), Cancellation);
        Assert.Equal([network.World.Proxy.Key], told.Holders.Where(holder => holder.ConfirmedMillis is null).Select(holder => holder.Holder));
        var asked = new List<string>();
        var watching = new BreakingTransport
        {
            Instead = request =>
            {
                asked.AddRange(request.RequestUri!.AbsolutePath == "/v1/erasures" ? [request.RequestUri.Authority] : []);
                return null;
            },
        };
        Assert.True((await EraseAsync(network.HospitalSession(watching), document.Id)).IsComplete);
        Assert.Equal([network.Manager.Address.Authority], asked);
    }

    [Fact]
    public async Task A_holders_confirmation_that_it_did_not_sign_for_this_is_not_taken()
    {
        var (_, document, _) = await SharedAsync("forged");
        var (_, other, _) = await SharedAsync("other");
        var order = ErasureOrder.Sign(network.ChainA, other.Id, new Bytes32(SHA256.HashData(other.Bytes)), 1, network.World.Hospital.Signing);
        var forged = ErasureConfirmation.Sign(order, 1, network.World.Cloud.Signing).ToBytes();
        var lying = new BreakingTransport
        {
            Instead = request => IsOrderTo(request, network.Cloud) ? new HttpResponseMessage { Content = new ByteArrayContent(forged) } : null,
        };
        var standing = await EraseAsync(network.HospitalSession(lying), document.Id);
        Assert.Equal("ERASURE_INVALID", Assert.Single(standing.Holders, holder => holder.ConfirmedMillis is null).Code);
        Assert.True((await EraseAsync(network.HospitalSession(), document.Id)).IsComplete);
    }

    [Fact]
    public async Task A_document_that_nobody_erased_has_no_certificate()
    {
        var (_, document, _) = await SharedAsync("standing");
        var desk = new ErasureDesk(network.HospitalSession());
        var refused = await Assert.ThrowsAsync<RefusedException>(() => desk.CheckAsync(network.ChainA, document.Id, desk.IdentityFor(network.ChainA), Cancellation));
        Assert.Equal("NOT_ERASED", refused.Refusal.Code);
    }

    /// <summary>Erased by the hospital from another profile, so that this one did not order it.</summary>
    private async Task<Bytes32> NewlyErasedAsync()
    {
        var (_, document, _) = await SharedAsync("by another");
        Assert.True((await EraseAsync(network.HospitalSession(), document.Id)).IsComplete);
        var elsewhere = network.HospitalSession();
        elsewhere.Shelf.Remove(Client.Profiles.ShelfKinds.Erasure, document.Id);
        return document.Id;
    }

    private async Task<(FolderNote Folder, (Bytes32 Id, byte[] Bytes) Document, FolderGrantNote Grant)> SharedAsync(string title)
    {
        var folder = await network.OpenAsync(title);
        var document = await network.PutAsync(folder);
        return (folder, document, await network.ShareAsync(network.HospitalSession(), folder, network.Insurer.Key, network.Registry));
    }

    /// <summary>Orders, again where a node had heard of a block and did not have it yet.</summary>
    private async Task<ErasureStanding> EraseAsync(ClientSession session, Bytes32 document)
    {
        while (true)
        {
            var standing = await new ErasureDesk(session).OrderAsync(network.ChainA, document, DocumentNetwork.Wait, Cancellation);
            if (!standing.Holders.Any(holder => holder.Code == "HEAD_TOO_OLD"))
            {
                return standing;
            }
        }
    }

    private async Task<string> ContentFileAsync(Bytes32 document)
    {
        var session = network.HospitalSession();
        var proven = await session.Chains.RecordAsync(network.ChainA, document, session.OwnIdentity(), Cancellation);
        var name = ((Document)proven.Record.Body).Content.ContentHash.ToString();
        return Path.Combine(network.CloudFolder, "stored", name[..2], name);
    }

    private static bool IsOrderTo(HttpRequestMessage request, NodeAddress node) =>
        request.RequestUri!.AbsolutePath == "/v1/erasures" && request.RequestUri.Authority == node.Address.Authority;
}
