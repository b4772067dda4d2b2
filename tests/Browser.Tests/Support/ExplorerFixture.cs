using System.Security.Cryptography;
using HospitalChain.Node;
using HospitalChain.Node.Chains;
using HospitalChain.Crypto;
using HospitalChain.Node.Explorer;
using HospitalChain.Node.Login;
using HospitalChain.Node.Tls;
using HospitalChain.Protocol.Blocks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace HospitalChain.Browser.Tests.Support;

/// <summary>
/// A whole node in this process with real TLS, three records waiting for its next block, and a real browser that accepts
/// this node's certificate and no other.
/// </summary>
public sealed class ExplorerFixture : IAsyncLifetime
{
    public const int WaitingRecords = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ExplorerWorld world = new();
    private WebApplication? node;
    private IPlaywright? playwright;
    private IBrowser? browser;

    internal ExplorerWorld World => world;

    internal ChainHost Hospital => node!.Services.GetRequiredService<ChainDirectory>().Find(world.HospitalId)!;

    /// <summary>The records that wait for the next block.</summary>
    internal IReadOnlyList<Record> Waiting { get; private set; } = [];

    /// <summary>Every kind of page, by its address.</summary>
    internal IReadOnlyList<string> Pages =>
    [
        ExplorerPath.Root,
        ExplorerPath.Chain(world.RegistryId),
        ExplorerPath.Chain(world.HospitalId),
        ExplorerPath.Blocks(world.HospitalId, 5),
        ExplorerPath.Chain(world.NeighbourId),
        ExplorerPath.Block(world.HospitalId, 0),
        ExplorerPath.Block(world.HospitalId, 3),
        ExplorerPath.Block(world.HospitalId, 4),
        ExplorerPath.Block(world.NeighbourId, 0),
        .. world.Kinds.Select(record => ExplorerPath.Record(record.ChainId, record.Id)),
        .. new[] { world.OverTeam, world.FinishedTeam, world.RunningTeam }.Select(team => ExplorerPath.Team(world.HospitalId, team.Sid)),
        ExplorerPath.Credit(world.HospitalId),
        ExplorerPath.Credit(world.RegistryId),
        ExplorerPath.Peers,
        ExplorerPath.About,
    ];

    public Uri Root { get; private set; } = new("https://127.0.0.1");

    public async ValueTask InitializeAsync()
    {
        node = NodeApplication.Build(world.Options, world.NodeKey, services => services.AddLogging(logging => logging.ClearProviders()));
        var chain = node.Services.GetRequiredService<ChainDirectory>().Find(world.HospitalId)!;
        var signal = new HeadSignal();
        using (chain.Subscribe(signal))
        {
            await node.StartAsync();
            await signal.Arrived.WaitAsync(Patience);
        }

        Waiting = [.. world.Fresh(WaitingRecords)];
        foreach (var record in Waiting)
        {
            Assert.Null((await chain.SubmitAsync(record)).Answer.Refusal);
        }

        Root = new Uri(node.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(Chromium.Launch(PinOf(node.Services.GetRequiredService<TlsIdentity>())));
    }

    /// <summary>A page in a fresh context, for one test.</summary>
    public async Task<IPage> OpenAsync(string path, BrowserNewContextOptions? options = null)
    {
        var page = await NewPageAsync(options);
        await page.GotoAsync(AddressOf(path));
        return page;
    }

    /// <summary>A token of this node for a key, as its client would get one.</summary>
    internal string TokenOf((Bytes32 ChainId, Bytes32 Key) who) => node!.Services.GetRequiredService<BearerTokens>().Issue(who.ChainId, who.Key, TokenPurpose.Explorer).Token;

    /// <summary>An empty page in a fresh context.</summary>
    public async Task<IPage> NewPageAsync(BrowserNewContextOptions? options = null)
    {
        var context = await browser!.NewContextAsync(options ?? new BrowserNewContextOptions());
        return await context.NewPageAsync();
    }

    /// <summary>Opens every page of the explorer, one after the other, and looks at it.</summary>
    public async Task VisitAllAsync(Func<IPage, string, Task> look, BrowserNewContextOptions? options = null)
    {
        var page = await NewPageAsync(options);
        foreach (var path in Pages)
        {
            await page.GotoAsync(AddressOf(path));
            await look(page, path);
        }
    }

    /// <summary>Ends the contexts of the test that is over: their pages would go on reloading.</summary>
    public async ValueTask CloseAllAsync()
    {
        foreach (var context in browser!.Contexts.ToArray())
        {
            await context.CloseAsync();
        }
    }

    public string AddressOf(string path) => new Uri(Root, path).ToString();

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (node is not null)
        {
            await node.StopAsync();
            await node.DisposeAsync();
        }

        world.Dispose();
    }

    /// <summary>SHA-256 of the certificate's public key, as Chromium pins it.</summary>
    private static string PinOf(TlsIdentity identity) =>
        Convert.ToBase64String(SHA256.HashData(identity.Certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    private sealed class HeadSignal : IChainObserver
    {
        private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Arrived => arrived.Task;

        public void HeadArrived(ChainHost chain, SignedHead head) => arrived.TrySetResult();
    }
}
