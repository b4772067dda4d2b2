using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.AtRest;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Desk;
using HospitalChain.Node.Tls;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;
using HospitalChain.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HospitalChain.Bench;

/// <summary>
/// A hospital's node, which seals the hospital's chain, and the system manager's, which follows it, with doctors
/// enrolled and visits registered: everything up to the diagnoses.
/// </summary>
internal sealed class ChainScene : IAsyncDisposable
{
    private const int Doctors = 4;
    private const int Visits = 100;
    private const int SubmittedAtOnce = 128;

    private readonly string folder = Directory.CreateTempSubdirectory("hospitalchain-bench-").FullName;
    private readonly Dictionary<string, Site> sites = new(StringComparer.Ordinal);
    private readonly List<BenchNode> nodes = [];
    private readonly ChainOptions[] followed;
    private readonly Visit[] visits;
    private int diagnoses;

    private ChainScene()
    {
        foreach (var name in (string[])["manager", "hospital", "clinic"])
        {
            sites.Add(name, Site.Make(Path.Combine(folder, name)));
        }

        // Short waits, for the few records of the preparation; full blocks never wait.
        var parameters = new ChainParameters { VerifyIntervalMillis = 100, MaxRecordWaitMillis = 200, HeadIntervalMillis = 1_000 };
        World = new World(parameters, sites.ToDictionary(site => site.Key, site => site.Value.Fingerprint, StringComparer.Ordinal));
        followed =
        [
            new ChainOptions("registry", Write("registry.genesis", World.RegistryGenesis), ChainMode.Follower),
            new ChainOptions("hospital", Write("hospital.genesis", World.HospitalGenesis), ChainMode.Follower),
        ];
        visits = [.. Enumerable.Range(0, Visits).Select(number => World.NewVisit($"{number}"))];
    }

    public World World { get; }

    public Bytes32 ChainId => World.HospitalGenesis.ChainId;

    public BenchNode Supernode => nodes[1];

    public BenchNode Follower => nodes[0];

    /// <param name="checksEvidence">Whether the hospital opens and checks the evidence of each diagnosis, as its desk makes it.</param>
    public static async Task<ChainScene> StartAsync(bool checksEvidence)
    {
        var scene = new ChainScene();
        await scene.StartNodeAsync("manager", scene.World.Manager.Keys.Signing(0), seals: 0);
        await scene.StartNodeAsync("hospital", scene.World.Hospital.Keys.Signing(0), seals: 1, services =>
        {
            if (checksEvidence)
            {
                services.AddSingleton(provider => new DeskStore(provider.GetRequiredService<StoreEngine>(), new AtRestBox(scene.World.Hospital.Keys, "DESK")));
                services.AddSingleton<IEvidenceChecker>(provider => new IssuedEvidence(
                    provider.GetRequiredService<DeskStore>(), scene.World.Hospital.Sealing, provider.GetRequiredService<ILogger<IssuedEvidence>>()));
            }
        });
        await scene.PrepareAsync();
        return scene;
    }

    /// <summary>So many diagnoses that were never submitted, by all doctors, of all visits.</summary>
    public Record[] Diagnose(int count)
    {
        var (doctors, from) = (Enumerable.Range(0, Doctors).Select(number => World.Doctor($"{number}")).ToArray(), diagnoses);
        diagnoses += count;
        var records = new Record[count];
        Parallel.For(0, count, i => records[i] = World.Diagnose(doctors[(from + i) % Doctors], visits[(from + i) % Visits], $"diagnosis {from + i}"));
        return records;
    }

    /// <summary>Submits the records' bytes to the supernode, many at a time, until the follower has applied them all.</summary>
    public async Task<TimeSpan> PlayAsync(Record[] records)
    {
        var chain = Supernode.Chain(ChainId);
        var applied = Follower.MoreAppliedAsync(records.Length);
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(records, new ParallelOptions { MaxDegreeOfParallelism = SubmittedAtOnce }, async (record, cancellation) =>
            Accept((await chain.SubmitAsync(record.Bytes, cancellation)).Answer));
        await applied;
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Starts an empty node that calls the follower; done when it has applied all that there is.</summary>
    public async Task<TimeSpan> CatchUpAsync()
    {
        var height = Supernode.Chain(ChainId).Chain.Head.Height;
        var start = Stopwatch.GetTimestamp();
        await StartNodeAsync("clinic", SigningKey.Generate(), seals: null);
        await nodes[^1].AtHeightAsync(height);
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Stops all nodes and returns the follower's store, its files compacted, in bytes.</summary>
    public async Task<long> StoreBytesAsync()
    {
        await StopAsync();
        using var engine = StoreEngine.Open(Path.Combine(sites["manager"].Folder, "store"));
        foreach (var table in Enum.GetValues<Table>())
        {
            engine.Scrub(table);
        }

        return engine.Sizes().Tables.Values.Sum(table => table.FileBytes);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static void Accept(SubmissionAnswer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"an honest record was refused: {refusal}");
        }
    }

    private async Task PrepareAsync()
    {
        var registry = nodes[0].Chain(World.RegistryGenesis.ChainId);
        foreach (var record in World.RegistryBlocks[0].Records)
        {
            Accept((await registry.SubmitAsync(record)).Answer);
        }

        var doctors = Enumerable.Range(0, Doctors).Select(number => World.Doctor($"{number}")).ToArray();
        await PlayAsync([.. doctors.Select(doctor => World.EnrolDoctor(doctor))]);
        foreach (var visit in visits)
        {
            Supernode.Services.GetService<DeskStore>()?.Put(
                new DeskEntry { Stage = DeskStage.Done, Alpha = visit.Alpha, Reference = string.Empty, IssuedMillis = World.StartMillis });
        }

        await PlayAsync([.. visits.Select(visit => World.RegisterVisit(visit, doctors))]);
    }

    private async Task StartNodeAsync(string name, SigningKey key, int? seals, Action<IServiceCollection>? configure = null)
    {
        var contacts = sites.Where(other => other.Key != name)
            .Select(other => new PeerOptions(other.Key, new DnsEndPoint("127.0.0.1", other.Value.Port), other.Value.Fingerprint)).ToArray();
        var chains = followed.Select((chain, index) => index == seals ? chain with { Mode = ChainMode.Supernode } : chain).ToArray();
        var node = new BenchNode(BenchNode.Options(name, sites[name].Folder, sites[name].Port, contacts, chains), key, configure);
        nodes.Add(node);
        await node.StartAsync(ChainId);
    }

    private async Task StopAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        nodes.Clear();
    }

    private string Write(string name, Genesis genesis)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, genesis.ToBytes());
        return path;
    }

    private sealed record Site(string Folder, Bytes32 Fingerprint, int Port)
    {
        public static Site Make(string folder)
        {
            using var identity = TlsIdentity.OpenOrCreate(folder, TimeProvider.System);
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return new Site(folder, identity.Fingerprint, ((IPEndPoint)listener.LocalEndpoint).Port);
        }
    }
}
