using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using HospitalChain.Client;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Keystore;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tests.Chains;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>
/// The real nodes of a system manager with the proxy, of two hospitals and of a cloud, with an insurer, a doctor in each
/// hospital and a patient's visit in the first; every client is a real one with a keystore and profile of its own.
/// </summary>
internal sealed class DocumentNetwork : IAsyncDisposable
{
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private const string Phrase = "a passphrase for tests";

    /// <summary>Opening a keystore is slow on purpose: one of each name serves all tests.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<OpenKeystore>> Keystores = new(StringComparer.Ordinal);

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, ChainNode> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> ports = new(StringComparer.Ordinal);
    private readonly List<ClientSession> sessions = [];
    private readonly Genesis genesisB;
    private readonly Party hospitalB;
    private int files;

    private DocumentNetwork()
    {
        Chains = new ChainNetwork(null, "cloud", "hospital-b");
        hospitalB = new Party("hospital-b", Chains.FingerprintOf("hospital-b"));
        genesisB = new Genesis
        {
            RegistryChainId = Chains.RegistryId,
            ManagerSigning = World.Manager.Key,
            ManagerSealing = World.Manager.Sealing.PublicKey.Encoded.ToArray(),
            Supernode = new SealerKeys { Signing = hospitalB.Key, Sealing = hospitalB.Sealing.PublicKey.Encoded.ToArray(), TlsFingerprint = hospitalB.TlsFingerprint },
            Parameters = ChainNetwork.QuickParameters,
            TimeMillis = World.StartMillis + 1,
        };
        World.Join(
            new EnrolHospital
            {
                Keys = hospitalB.PartyKeys,
                L19Key = hospitalB.Keys.Hospital(0).PublicKey().Encoded.ToArray(),
                TlsFingerprint = hospitalB.TlsFingerprint,
                Pid = PseudoIdentity.Make("hospital-b", World.Manager.Sealing.PublicKey),
                HospitalChainId = genesisB.ChainId,
            },
            hospitalB);
        World.Join(new EnrolThirdParty { Keys = Insurer.PartyKeys }, Insurer);
        Visit = World.NewVisit("Pat");
        foreach (var name in (string[])["manager", "hospital", "hospital-b", "cloud"])
        {
            ports.Add(name, FreePorts.Next());
        }

        File.WriteAllText(folder.File("passphrase"), Phrase);
        File.SetUnixFileMode(folder.File("passphrase"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public ChainNetwork Chains { get; }

    public World World => Chains.World;

    public Bytes32 ChainA => Chains.HospitalId;

    public Bytes32 ChainB => genesisB.ChainId;

    public Bytes32 Registry => Chains.RegistryId;

    /// <summary>A third party on the registry chain.</summary>
    public Party Insurer { get; } = new("insurer");

    public Party Ada => World.Doctor("Ada");

    /// <summary>A doctor of hospital B.</summary>
    public Party Chen { get; } = new("doctor Chen of B");

    /// <summary>Pat's visit to hospital A.</summary>
    public Visit Visit { get; }

    public NodeAddress Manager => AddressOf("manager", World.Manager.Key);

    public NodeAddress Cloud => AddressOf("cloud", World.Cloud.Key);

    public string CloudFolder => Path.Combine(Chains.FolderOf("cloud"), "content");

    public string ManagerFolder => Chains.FolderOf("manager");

    public static async Task<DocumentNetwork> StartAsync()
    {
        var network = new DocumentNetwork();
        await network.StartNodesAsync();
        return network;
    }

    public ChainNode Node(string name) => nodes[name];

    public Task StopAsync(string name) => nodes[name].DisposeAsync().AsTask();

    /// <summary>Starts a node on its own disk and ports, for the first time or again.</summary>
    public async Task StartAsync(string name)
    {
        var (key, modules, modes) = name switch
        {
            "manager" => (World.Manager, new[] { NodeModule.Mail, NodeModule.Pre }, (ChainMode.Supernode, ChainMode.Follower, ChainMode.Follower)),
            "hospital" => (World.Hospital, [NodeModule.Mail], (ChainMode.Follower, ChainMode.Supernode, ChainMode.Follower)),
            "hospital-b" => (hospitalB, [NodeModule.Mail], (ChainMode.Follower, ChainMode.Follower, ChainMode.Supernode)),
            _ => (World.Cloud, [NodeModule.Content], (ChainMode.Follower, ChainMode.Follower, ChainMode.Follower)),
        };
        var options = Chains.OptionsOf(name, modes.Item1, modes.Item2, [.. ports.Keys.Where(other => other != name)]);
        var keystore = KeystoreOf(key);
        nodes[name] = await Chains.StartAsync(
            options with
            {
                Api = new IPEndPoint(IPAddress.Loopback, ports[name]),
                Modules = modules.ToHashSet(),
                Chains = [.. options.Chains, new ChainOptions("hospital-b", Chains.Write("b.genesis", genesisB), modes.Item3)],
                Proxy = name == "manager" ? new ProxyOptions(ProxyKeystore(), folder.File("passphrase")) : null,
                Limits = options.Limits with { RequestsPerSecond = 10_000, LoginsPerSecond = 10_000 },
            },
            key.Keys.Signing(0),
            services => services.AddSingleton(keystore)); // an instance stays ours: other networks use it too
    }

    /// <summary>A client of this party; its profile is kept from call to call, its connections are new.</summary>
    public ClientSession Session(Party party, ProfileRole role, Bytes32? home, BreakingTransport? transport = null)
    {
        var profile = ProfileFolder.At(folder.File("profile " + party.Name));
        if (!profile.HasSettings)
        {
            profile.TrustGenesis(World.RegistryGenesis);
            profile.WriteSettings(new ProfileSettings
            {
                Role = role,
                RegistryChainId = Registry,
                HomeChainId = home,
                Manager = Manager,
                Nodes = home == ChainB ? NodesOf(ChainB, "hospital-b", hospitalB) : NodesOf(ChainA, "hospital", World.Hospital),
                Stores = [Cloud],
            });
        }

        var session = new ClientSession(profile, KeystoreOf(party), TimeProvider.System, (transport ?? new BreakingTransport()).For);
        sessions.Add(session);
        return session;
    }

    /// <summary>What a command line needs to act as this party: its profile, a keystore file and the passphrase.</summary>
    public string[] CommandLineOf(Party party)
    {
        var path = folder.File("keystore " + party.Name);
        if (!File.Exists(path))
        {
            Create(path, party).Dispose();
        }

        return ["--profile", folder.File("profile " + party.Name), "--keystore", path, "--passphrase-file", folder.File("passphrase")];
    }

    public ClientSession HospitalSession(BreakingTransport? transport = null) => Session(World.Hospital, ProfileRole.Hospital, ChainA, transport);

    public ClientSession AdaSession(BreakingTransport? transport = null) => Session(Ada, ProfileRole.Doctor, ChainA, transport);

    public ClientSession ChenSession(BreakingTransport? transport = null) => Session(Chen, ProfileRole.Doctor, ChainB, transport);

    public ClientSession InsurerSession(BreakingTransport? transport = null) => Session(Insurer, ProfileRole.ThirdParty, Registry, transport);

    public ClientSession PatSession(BreakingTransport? transport = null)
    {
        var session = Session(new Party("patient Pat"), ProfileRole.Patient, home: null, transport);
        session.Shelf.PutNote(ShelfKinds.Visit, SecretShelf.IdOf(Visit.Claim.Pid.Span), Note);
        return session;
    }

    /// <summary>The visit as Pat's profile knows it.</summary>
    public VisitNote Note => new(0, ChainA, Visit.Claim.Pid.ToArray(), World.StartMillis, null, Visit.Alpha);

    /// <summary>A path that no test used yet.</summary>
    public string NewFile(string name) => folder.File($"{Interlocked.Increment(ref files)} {name}");

    /// <summary>Brings records to their hospital's node and waits until manager and cloud have them too.</summary>
    public async Task SealAsync(params IReadOnlyList<Record> records)
    {
        foreach (var record in records)
        {
            var home = record.ChainId == ChainA ? "hospital" : "hospital-b";
            await nodes[home].SubmitAsync(record.ChainId, [record]);
            foreach (var name in (string[])[home, "manager", "cloud"])
            {
                await nodes[name].InBlockAsync(record.ChainId, record);
            }
        }
    }

    /// <summary>Waits until a record is in a block at these nodes.</summary>
    public async Task EverywhereAsync(Bytes32 chainId, Bytes32 recordId)
    {
        foreach (var name in (string[])["hospital", "manager", "cloud"])
        {
            Assert.Equal(Consensus.SubmissionStatus.InBlock, (await nodes[name].DecidedAsync(chainId, recordId)).Status);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions)
        {
            session.Dispose();
        }

        await Chains.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartNodesAsync()
    {
        foreach (var name in ports.Keys)
        {
            await StartAsync(name);
        }

        foreach (var record in World.RegistryBlocks.SelectMany(block => block.Records))
        {
            await Node("manager").SubmitAsync(Registry, [record]);
            foreach (var node in nodes.Values)
            {
                await node.DecidedAsync(Registry, record.Id);
            }
        }

        var enrolChen = new EnrolDoctor
        {
            Keys = Chen.PartyKeys,
            Multisignature = Chen.Keys.Multisignature(0).PublicKey.Encoded.ToArray(),
            ProofOfPossession = Crypto.Bc22.ProofOfPossession.Prove(Chen.Keys.Multisignature(0), Chen.Key),
            Department = "Pneumology",
        };
        enrolChen.PartySignature = Chen.Signing.Sign(SignedMessage.Enrol(ChainB, enrolChen.UnsignedHash()));
        await SealAsync(
            World.EnrolDoctor(Ada),
            World.RegisterVisit(Visit, [Ada]),
            Record.Sign(ChainB, World.StartMillis + 2, enrolChen, hospitalB.Signing));
    }

    /// <summary>One's own hospital's node; every other chain is asked about at the system manager's.</summary>
    private Dictionary<string, NodeAddress> NodesOf(Bytes32 chainId, string name, Party hospital) =>
        new(StringComparer.Ordinal) { [chainId.ToString()] = AddressOf(name, hospital.Key) };

    private NodeAddress AddressOf(string name, Bytes32 key) => new(new Uri($"https://127.0.0.1:{ports[name]}/"), Chains.FingerprintOf(name), key);

    private string ProxyKeystore()
    {
        var path = folder.File("proxy");
        if (!File.Exists(path))
        {
            Create(path, World.Proxy).Dispose();
        }

        return path;
    }

    private static OpenKeystore KeystoreOf(Party party) => Keystores.GetOrAdd(party.Name, _ => new Lazy<OpenKeystore>(() =>
    {
        var root = Directory.CreateTempSubdirectory("hospitalchain-keys-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => root.Delete(recursive: true);
        return Create(Path.Combine(root.FullName, "keys"), party);
    })).Value;

    private static OpenKeystore Create(string path, Party party)
    {
        using var passphrase = new Passphrase(System.Text.Encoding.UTF8.GetBytes(Phrase));
        var header = new KeystoreHeader("test", ImmutableSortedDictionary<string, string>.Empty);
        return KeystoreFile.TryCreate(path, header, passphrase, out var keystore, out var refusal, Party.SeedOf(party.Name))
            ? keystore
            : throw new InvalidOperationException(refusal.ToString());
    }
}
