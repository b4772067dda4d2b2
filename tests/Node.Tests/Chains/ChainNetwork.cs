using System.Net;
using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Node.Tls;
using HospitalChain.Protocol.Blocks;
using HospitalChain.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>
/// A registry chain, one hospital's chain, and the nodes of system manager, hospital and clinic, each with a folder, a
/// certificate and ports that stay its own over restarts.
/// </summary>
internal sealed class ChainNetwork : IAsyncDisposable
{
    /// <summary>Short intervals, so that tests see blocks at once.</summary>
    public static readonly ChainParameters QuickParameters = new()
    {
        VerifyIntervalMillis = 50,
        MaxRecordWaitMillis = 100,
        PromiseWaitMillis = 20_000,
        HeadIntervalMillis = 100,
        HeadAgeMaxMillis = 5_000,
        GraceMillis = 1_000,
    };

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, Site> sites = new(StringComparer.Ordinal);
    private readonly List<ChainNode> nodes = [];

    /// <param name="parameters">Of both chains.</param>
    /// <param name="more">Nodes beside manager, hospital and clinic; a party of that name has this node's certificate.</param>
    public ChainNetwork(ChainParameters? parameters = null, params IReadOnlyList<string> more)
        : this(TimeProvider.System, parameters, more)
    {
    }

    /// <param name="certificates">Clock by which the certificates are made.</param>
    /// <param name="parameters">Of both chains.</param>
    /// <param name="more">Nodes beside manager, hospital and clinic.</param>
    public ChainNetwork(TimeProvider certificates, ChainParameters? parameters = null, params IReadOnlyList<string> more)
    {
        foreach (var name in (string[])["manager", "hospital", "clinic", .. more])
        {
            sites.Add(name, Site.Make(folder.File(name), certificates));
        }

        World = new World(parameters ?? QuickParameters, sites.ToDictionary(site => site.Key, site => site.Value.Fingerprint, StringComparer.Ordinal));
        RegistryFile = Write("registry.genesis", World.RegistryGenesis);
        HospitalFile = Write("hospital.genesis", World.HospitalGenesis);
    }

    public World World { get; }

    public string RegistryFile { get; }

    public string HospitalFile { get; }

    public Bytes32 RegistryId => World.RegistryGenesis.ChainId;

    public Bytes32 HospitalId => World.HospitalGenesis.ChainId;

    /// <summary>The system manager's node: seals the registry, follows the hospital.</summary>
    public Task<ChainNode> StartManagerAsync(params string[] contacts) =>
        StartAsync("manager", World.Manager.Keys.Signing(0), ChainMode.Supernode, ChainMode.Follower, contacts);

    /// <summary>The hospital's node.</summary>
    public Task<ChainNode> StartHospitalAsync(params string[] contacts) =>
        StartAsync("hospital", World.Hospital.Keys.Signing(0), ChainMode.Follower, ChainMode.Supernode, contacts);

    /// <summary>An ordinary node that follows both chains.</summary>
    public Task<ChainNode> StartClinicAsync() => StartAsync("clinic", SigningKey.Generate(), ChainMode.Follower, ChainMode.Follower);

    /// <summary>Manager and hospital run, and every party of the world is enrolled.</summary>
    public async Task<(ChainNode Manager, ChainNode Hospital)> StartEnrolledAsync()
    {
        var manager = await StartManagerAsync();
        var hospital = await StartHospitalAsync();
        await manager.SubmitAsync(RegistryId, World.RegistryBlocks[0].Records);
        foreach (var record in World.RegistryBlocks[0].Records)
        {
            await hospital.DecidedAsync(RegistryId, record.Id);
        }

        return (manager, hospital);
    }

    /// <summary>Starts a node; without contacts named it calls every other.</summary>
    public Task<ChainNode> StartAsync(string name, SigningKey key, ChainMode registry, ChainMode hospital, params IReadOnlyCollection<string> contacts) =>
        StartAsync(OptionsOf(name, registry, hospital, contacts), key);

    public async Task<ChainNode> StartAsync(NodeOptions options, SigningKey key, Action<IServiceCollection>? configure = null)
    {
        var node = await ChainNode.StartAsync(options, key, configure);
        nodes.Add(node);
        return node;
    }

    public NodeOptions OptionsOf(string name, ChainMode registry, ChainMode hospital, params IReadOnlyCollection<string> contacts) => TestNode.Options(sites[name].Folder) with
    {
        Name = name,
        Api = new IPEndPoint(IPAddress.Loopback, 0),
        Peers = new IPEndPoint(IPAddress.Loopback, sites[name].Port),
        Contacts = sites.Where(other => other.Key != name && (contacts.Count == 0 || contacts.Contains(other.Key, StringComparer.Ordinal)))
            .Select(other => new PeerOptions(other.Key, new DnsEndPoint("127.0.0.1", other.Value.Port), other.Value.Fingerprint)).ToArray(),
        Modules = new HashSet<NodeModule>(),
        Chains = [new ChainOptions("registry", RegistryFile, registry), new ChainOptions("hospital", HospitalFile, hospital)],
    };

    /// <summary>Folder of a node's data.</summary>
    public string FolderOf(string name) => sites[name].Folder;

    public Bytes32 FingerprintOf(string name) => sites[name].Fingerprint;

    public int PeerPortOf(string name) => sites[name].Port;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        folder.Dispose();
    }

    public string Write(string name, Genesis genesis)
    {
        var path = folder.File(name);
        File.WriteAllBytes(path, genesis.ToBytes());
        return path;
    }

    private sealed record Site(string Folder, Bytes32 Fingerprint, int Port)
    {
        public static Site Make(string folder, TimeProvider time)
        {
            using var identity = TlsIdentity.OpenOrCreate(folder, time);
            return new Site(folder, identity.Fingerprint, FreePorts.Next());
        }
    }
}
