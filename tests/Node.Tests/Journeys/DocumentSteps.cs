using System.Security.Cryptography;
using HospitalChain.Client;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Node.Pre;
using HospitalChain.Protocol.Flows;
using HospitalChain.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>What the people of a <see cref="DocumentNetwork"/> do with documents, each by the own client.</summary>
internal static class DocumentSteps
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Hospital A opens a folder.</summary>
    public static async Task<FolderNote> OpenAsync(this DocumentNetwork network, string title)
    {
        var (folder, status) = await new FolderDesk(network.HospitalSession()).OpenAsync(visit: null, title, DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, status.RecordId);
        return folder;
    }

    /// <summary>Ada puts random bytes into a folder.</summary>
    public static async Task<(Bytes32 Id, byte[] Bytes)> PutAsync(this DocumentNetwork network, FolderNote folder, int bytes = 100_000)
    {
        var path = network.NewFile("series.csv");
        var content = RandomNumberGenerator.GetBytes(bytes);
        await File.WriteAllBytesAsync(path, content, Cancellation);
        var writer = new DocumentWriter(network.AdaSession());
        var draft = await writer.BeginAsync(path, network.Terms(folder), Cancellation);
        var status = await writer.FinishAsync(draft, DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, status.RecordId);
        return (status.RecordId, content);
    }

    public static DocumentTerms Terms(this DocumentNetwork network, FolderNote folder) => new(network.ChainA, folder.FolderId, "text/csv", [], Day);

    /// <summary>The folder's owner grants it, or one document, and the proxy has its key.</summary>
    public static async Task<FolderGrantNote> ShareAsync(
        this DocumentNetwork network, ClientSession owner, FolderNote folder, Bytes32 reader, Bytes32 readerChain, Bytes32? document = null)
    {
        var (grant, _) = await new FolderDesk(owner).ShareAsync(folder, document, reader, readerChain, "HPAYMT", Day, DocumentNetwork.Wait, Cancellation);
        await network.ReadyAsync(grant.GrantId);
        return grant;
    }

    /// <summary>The proxy checked the key of a grant.</summary>
    public static async Task ReadyAsync(this DocumentNetwork network, Bytes32 grantId)
    {
        await network.EverywhereAsync(network.ChainA, grantId);
        var vault = network.Node("manager").Services.GetRequiredService<RekeyVault>();
        await network.Node("manager").UntilAsync(network.ChainA, _ => vault.NoteOf(network.ChainA, grantId)?.Stage == ProxyShareStage.Ready);
    }

    /// <summary>Reads under a grant and gives what was read.</summary>
    public static async Task<byte[]> ReadAsync(this DocumentNetwork network, ClientSession reader, Bytes32 document, Bytes32 grant, Client.Patients.VisitNote? visit = null)
    {
        var target = network.NewFile("read");
        await network.OnceSettledAsync(() => new DocumentReader(reader).FetchAsync(network.ChainA, document, grant, target, Cancellation, visit));
        return await File.ReadAllBytesAsync(target, Cancellation);
    }

    /// <summary>What the refusal says; a refused read leaves no file, under no name.</summary>
    public static async Task<RefusedException> RefusedAsync(this DocumentNetwork network, ClientSession reader, Bytes32 document, Bytes32 grant)
    {
        var target = network.NewFile("refused");
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => network.OnceSettledAsync(() => new DocumentReader(reader).FetchAsync(network.ChainA, document, grant, target, Cancellation)));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(target)!, Path.GetFileName(target) + "*"));
        return refused;
    }

    public static async Task<string> CodeAsync(this DocumentNetwork network, ClientSession reader, Bytes32 document, Bytes32 grant) =>
        (await network.RefusedAsync(reader, document, grant)).Refusal.Code;

    /// <summary>Tries again where a node had heard of a block and did not have it yet.</summary>
    public static async Task<T> OnceSettledAsync<T>(this DocumentNetwork network, Func<Task<T>> attempt)
    {
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (RefusedException refused) when (refused.Refusal.Code == "HEAD_TOO_OLD")
            {
                foreach (var node in (string[])["manager", "cloud"])
                {
                    await network.Node(node).UntilAsync(network.ChainA, chain => chain.NewestHead is { } head && head.Height <= chain.Chain.Head.Height);
                }
            }
        }
    }
}
