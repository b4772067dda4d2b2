using System.Collections.Immutable;
using HospitalChain.Crypto;
using HospitalChain.Keystore;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tests.Chains;
using HospitalChain.Node.Tests.Support;
using HospitalChain.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Services;

/// <summary>The system manager's node with the proxy, and a hospital's with its desk: real chains, stores, keystores and TLS.</summary>
internal sealed class ServiceNetwork : IAsyncDisposable
{
    private readonly TemporaryFolder keys = new();
    private readonly OpenKeystore hospitalKeystore;

    private ServiceNetwork()
    {
        Create("proxy", World.Proxy).Dispose();
        hospitalKeystore = Create("hospital", World.Hospital);
        File.WriteAllText(keys.File("passphrase"), "a passphrase for tests");
        File.SetUnixFileMode(keys.File("passphrase"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public ChainNetwork Chains { get; } = new();

    public World World => Chains.World;

    public ChainNode Manager { get; private set; } = null!;

    public ChainNode Hospital { get; private set; } = null!;

    public Bytes32 ChainId => Chains.HospitalId;

    public static ulong Now => (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Both nodes run and everybody is enrolled.</summary>
    public static async Task<ServiceNetwork> StartAsync()
    {
        var network = new ServiceNetwork();
        await network.StartNodesAsync();
        return network;
    }

    /// <summary>Brings records to the hospital's node and waits until both nodes have them in a block.</summary>
    public async Task SealAsync(NodeCaller caller, params IReadOnlyList<Record> records)
    {
        foreach (var record in records)
        {
            await caller.SubmitAsync(record);
        }

        foreach (var record in records)
        {
            await Hospital.InBlockAsync(ChainId, record);
            await Manager.InBlockAsync(ChainId, record);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Chains.DisposeAsync();
        hospitalKeystore.Dispose();
        keys.Dispose();
    }

    private async Task StartNodesAsync()
    {
        Manager = await Chains.StartAsync(
            Chains.OptionsOf("manager", ChainMode.Supernode, ChainMode.Follower) with
            {
                Modules = new HashSet<NodeModule> { NodeModule.Mail, NodeModule.Pre },
                Proxy = new ProxyOptions(keys.File("proxy"), keys.File("passphrase")),
            },
            World.Manager.Keys.Signing(0));
        Hospital = await Chains.StartAsync(
            Chains.OptionsOf("hospital", ChainMode.Follower, ChainMode.Supernode) with { Modules = new HashSet<NodeModule> { NodeModule.Mail } },
            World.Hospital.Keys.Signing(0),
            services => services.AddSingleton<OpenKeystore>(_ => hospitalKeystore));
        await Manager.SubmitAsync(Chains.RegistryId, World.RegistryBlocks[0].Records);
        foreach (var record in World.RegistryBlocks[0].Records)
        {
            await Hospital.DecidedAsync(Chains.RegistryId, record.Id);
        }
    }

    private OpenKeystore Create(string file, Party party)
    {
        using var passphrase = new Passphrase("a passphrase for tests"u8);
        var header = new KeystoreHeader("server", ImmutableSortedDictionary<string, string>.Empty);
        return KeystoreFile.TryCreate(keys.File(file), header, passphrase, out var keystore, out var refusal, Party.SeedOf(party.Name))
            ? keystore
            : throw new InvalidOperationException(refusal.ToString());
    }
}
