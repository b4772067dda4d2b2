using HospitalChain.Client;
using HospitalChain.Client.Documents;
using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>
/// A client that is killed at any of its requests, before it left or before its answer came, goes on afterwards to the
/// same end, and does nothing twice.
/// </summary>
public sealed class KilledClientTests(DocumentNetworkFixture fixture) : IClassFixture<DocumentNetworkFixture>
{
    private readonly DocumentNetwork network = fixture.Network;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Opening_a_folder() => KilledClient.EverywhereAsync(
        number => Task.FromResult($"opened {number}"),
        network.HospitalSession,
        (session, title) => new FolderDesk(session).OpenAsync(visit: null, title, TimeSpan.Zero, Cancellation),
        async (session, title) =>
        {
            var desk = new FolderDesk(session);
            await desk.ResumeAllAsync(DocumentNetwork.Wait, Cancellation);
            if (!desk.List().Any(folder => folder.Title == title))
            {
                await desk.OpenAsync(visit: null, title, DocumentNetwork.Wait, Cancellation); // nothing of it was kept, nothing had left
            }
        },
        async title =>
        {
            var folder = Assert.Single(new FolderDesk(network.HospitalSession()).List(), folder => folder.Title == title);
            Assert.False(folder.Unfinished);
            await network.EverywhereAsync(network.ChainA, folder.RecordId);
        },
        both: true);

    [Fact]
    public async Task Putting_a_document()
    {
        var folder = await network.OpenAsync("put");
        var put = new DocumentWriter(network.AdaSession()).List().Count; // what other tests of this network left
        await KilledClient.EverywhereAsync(
            async number =>
            {
                var path = network.NewFile($"document {number}");
                await File.WriteAllTextAsync(path, $"document {number}", Cancellation);
                return path;
            },
            network.AdaSession,
            async (session, path) =>
            {
                var writer = new DocumentWriter(session);
                await writer.FinishAsync(await writer.BeginAsync(path, network.Terms(folder), Cancellation), TimeSpan.Zero, Cancellation);
            },
            async (session, path) =>
            {
                var writer = new DocumentWriter(session);
                var drafts = writer.Drafts();
                foreach (var draft in drafts)
                {
                    await writer.FinishAsync(draft, DocumentNetwork.Wait, Cancellation);
                }

                if (drafts.Count == 0)
                {
                    await writer.FinishAsync(await writer.BeginAsync(path, network.Terms(folder), Cancellation), DocumentNetwork.Wait, Cancellation);
                }
            },
            async _ =>
            {
                var writer = new DocumentWriter(network.AdaSession());
                Assert.Empty(writer.Drafts());
                foreach (var document in writer.List())
                {
                    await network.EverywhereAsync(network.ChainA, document.RecordId);
                }

                Assert.Equal(++put, writer.List().Count);
            });
    }

    [Fact]
    public Task Sharing_a_folder() => KilledClient.EverywhereAsync(
        number => network.OpenAsync($"shared {number}"),
        network.HospitalSession,
        (session, folder) => new FolderDesk(session).ShareAsync(
            folder, null, network.Insurer.Key, network.Registry, "HPAYMT", TimeSpan.FromHours(1), TimeSpan.Zero, Cancellation),
        async (session, folder) =>
        {
            var desk = new FolderDesk(session);
            await desk.ResumeAllAsync(DocumentNetwork.Wait, Cancellation);
            if (!desk.Grants().Any(grant => grant.FolderId == folder.FolderId))
            {
                await desk.ShareAsync(folder, null, network.Insurer.Key, network.Registry, "HPAYMT", TimeSpan.FromHours(1), DocumentNetwork.Wait, Cancellation);
            }
        },
        folder => network.ReadyAsync(Assert.Single(new FolderDesk(network.HospitalSession()).Grants(), grant => grant.FolderId == folder.FolderId).GrantId));

    [Fact]
    public Task Revoking_a_grant() => KilledClient.EverywhereAsync(
        async number => await network.ShareAsync(network.HospitalSession(), await network.OpenAsync($"revoked {number}"), network.Insurer.Key, network.Registry),
        network.HospitalSession,
        (session, grant) => new FolderDesk(session).RevokeAsync(grant, TimeSpan.Zero, Cancellation),
        (session, grant) => new FolderDesk(session).RevokeAsync(grant, DocumentNetwork.Wait, Cancellation),
        grant => network.Node("manager").UntilAsync(network.ChainA, chain => chain.Chain.Entries.RevocationReceiptOf(grant.GrantId) is not null));

    [Fact]
    public Task Continuing_a_folder_and_giving_its_grants_anew() => KilledClient.EverywhereAsync(
        async number =>
        {
            var folder = await network.OpenAsync($"continued {number}");
            await network.ShareAsync(network.HospitalSession(), folder, network.Insurer.Key, network.Registry);
            await network.ShareAsync(network.HospitalSession(), folder, network.Chen.Key, network.ChainB);
            return folder;
        },
        network.HospitalSession,
        (session, folder) => new FolderDesk(session).ContinueAsync(folder, TimeSpan.Zero, Cancellation),
        async (session, folder) =>
        {
            var desk = new FolderDesk(session);
            if (desk.Find(folder.Title) is not { Predecessor: not null, Unfinished: false }) // or it was killed after the very last step
            {
                var continued = await desk.ContinueAsync(desk.Find(folder.Title), DocumentNetwork.Wait, Cancellation);
                Assert.Empty(continued.Refused);
            }
        },
        async folder =>
        {
            var desk = new FolderDesk(network.HospitalSession());
            var next = Assert.Single(desk.List(), next => next.Predecessor == folder.FolderId);
            Assert.False(next.Unfinished);
            var anew = desk.Grants().Where(grant => grant.FolderId == next.FolderId).ToArray();
            Assert.Equal(new[] { network.Insurer.Key, network.Chen.Key }.Order(), anew.Select(grant => grant.Grantee).Order());
            foreach (var grant in anew)
            {
                await network.ReadyAsync(grant.GrantId);
            }
        });

    [Fact]
    public Task Erasing_a_document() => KilledClient.EverywhereAsync(
        async number =>
        {
            var folder = await network.OpenAsync($"erased {number}");
            var document = await network.PutAsync(folder, bytes: 100);
            await network.ShareAsync(network.HospitalSession(), folder, network.Insurer.Key, network.Registry);
            return document.Id;
        },
        network.HospitalSession,
        (session, document) => new ErasureDesk(session).OrderAsync(network.ChainA, document, TimeSpan.Zero, Cancellation),
        async (session, document) => Assert.True((await new ErasureDesk(session).OrderAsync(network.ChainA, document, DocumentNetwork.Wait, Cancellation)).IsComplete),
        document => network.Node("cloud").UntilAsync(network.ChainA, chain => chain.Chain.Entries.Document(document) is { Erased: true }));
}
