using System.Net;
using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tls;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Storage;
using HospitalChain.Storage.Chains;
using HospitalChain.TestKit;

namespace HospitalChain.Browser.Tests.Support;

/// <summary>
/// A hospital's data directory with a past: a registry chain, the hospital's own chain with accepted and refused
/// records and an expelled doctor, and a neighbour's chain whose supernode was caught signing two things at once.
/// </summary>
internal sealed class ExplorerWorld : IDisposable
{
    /// <summary>Long intervals: what is submitted while the tests run waits to be looked at.</summary>
    private static readonly ChainParameters Parameters = new()
    {
        VerifyIntervalMillis = 600_000,
        MaxRecordWaitMillis = 1_200_000,
        PromiseWaitMillis = 3_600_000,
        GraceMillis = 3_600_000,
    };

    private readonly TemporaryFolder folder = new();
    private readonly World world;
    private readonly Genesis neighbour;
    private readonly Visit visit;
    private readonly FolderWorld folders;
    private readonly TestFolder cases;
    private ChainState state;

    public ExplorerWorld()
    {
        using (var identity = TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System))
        {
            world = new World(Parameters, new Dictionary<string, Bytes32>(StringComparer.Ordinal) { ["hospital"] = identity.Fingerprint });
        }

        folders = new FolderWorld(world);
        cases = new TestFolder("case", world.Hospital.Signing);
        neighbour = NeighbourGenesis();
        visit = world.NewVisit("amal");
        state = ChainState.AtGenesis(world.HospitalGenesis);
        Good = world.Diagnose(world.Doctor("ada"), visit, "asthma");
        Forged = Spoiled("forged 0");
        using var engine = StoreEngine.Open(Path.Combine(folder.Path, "store"));
        KeepRegistry(engine);
        KeepHospital(engine);
        KeepEvidence(engine);
    }

    /// <summary>An escrow that the patient took back, and one that stands.</summary>
    public Record TakenBack { get; private set; } = null!;

    public Record Standing { get; private set; } = null!;

    /// <summary>Height of the block whose head system manager and cloud cosigned; many follow it.</summary>
    public ulong CosignedHeight { get; private set; }

    public Bytes32 ManagerKey => world.Manager.Key;

    public Bytes32 CloudKey => world.Cloud.Key;

    /// <summary>An accepted diagnosis.</summary>
    public Record Good { get; }

    /// <summary>A refused one, by the doctor who was expelled.</summary>
    public Record Forged { get; }

    /// <summary>One record of each kind that stands on the chains, refused ones included.</summary>
    public IReadOnlyList<Record> Kinds { get; private set; } = [];

    /// <summary>A session that nobody went on with.</summary>
    public TeamWork OverTeam { get; private set; } = null!;

    /// <summary>A session with its diagnosis.</summary>
    public TeamWork FinishedTeam { get; private set; } = null!;

    /// <summary>A session whose second doctor is next.</summary>
    public TeamWork RunningTeam { get; private set; } = null!;

    /// <summary>The diagnosis of <see cref="FinishedTeam"/>.</summary>
    public Record TeamDiagnosis { get; private set; } = null!;

    public Bytes32 RegistryId => world.RegistryGenesis.ChainId;

    public Bytes32 HospitalId => world.HospitalGenesis.ChainId;

    public Bytes32 NeighbourId => neighbour.ChainId;

    /// <summary>Who may sign in: the hospital itself, the insurer, and the patient's visit.</summary>
    public (Bytes32 ChainId, Bytes32 Key) HospitalKey => (HospitalId, world.Hospital.Key);

    public (Bytes32 ChainId, Bytes32 Key) InsurerKey => (RegistryId, folders.Insurer.Key);

    public (Bytes32 ChainId, Bytes32 Key) VisitKey => (HospitalId, visit.Signing.PublicKey);

    public (Bytes32 ChainId, Bytes32 Key) DoctorKey => (HospitalId, world.Doctor("ben").Key);

    public Bytes32 Expelled => world.Doctor("eve").Key;

    public SigningKey NodeKey => world.Hospital.Keys.Signing(0);

    public string FolderPath => folder.Path;

    /// <summary>Hexadecimal bytes that no page may show: the accepted diagnosis' capsule, evidence, and the patient's name.</summary>
    public IReadOnlyList<string> Closed =>
    [
        Convert.ToHexStringLower(((Diagnosis)Good.Body).Capsule.Span[..24]),
        Convert.ToHexStringLower(((Diagnosis)Good.Body).SealedEvidence.Span[..24]),
        Convert.ToHexStringLower(((TeamDiagnosis)TeamDiagnosis.Body).Capsule.Span[..24]),
        "amal",
    ];

    public NodeOptions Options => new()
    {
        Name = "hospital-a",
        DataDirectory = folder.Path,
        Api = new IPEndPoint(IPAddress.Loopback, 0),
        Peers = new IPEndPoint(IPAddress.Loopback, 0),
        Contacts =
        [
            new PeerOptions("clinic-a", new DnsEndPoint("127.0.0.1", 1), new Party("clinic").TlsFingerprint),
            new PeerOptions("sm", Address: null, world.Manager.TlsFingerprint),
        ],
        Modules = new HashSet<NodeModule> { NodeModule.Explorer, NodeModule.Mail },
        Chains =
        [
            new ChainOptions("registry", Write("registry.genesis", world.RegistryGenesis), ChainMode.Follower),
            new ChainOptions("hospital-a", Write("hospital-a.genesis", world.HospitalGenesis), ChainMode.Supernode),
            new ChainOptions("hospital-b", Write("hospital-b.genesis", neighbour), ChainMode.Follower),
        ],
        KeystorePath = string.Empty,
        PassphraseFile = string.Empty,
        Limits = new LimitOptions(),
    };

    /// <summary>Records that were not submitted yet.</summary>
    public IEnumerable<Record> Fresh(int count) =>
        Enumerable.Range(0, count).Select(number => world.Diagnose(world.Doctor("ada"), visit, $"fresh {number}"));

    public void Dispose() => folder.Dispose();

    private Record Spoiled(string text) => world.Diagnose(world.Doctor("eve"), visit, text, spoil: parts => parts with { Capsule = Flipped(parts.Capsule) });

    private static byte[] Flipped(byte[] capsule) => [.. capsule[..^1], (byte)(capsule[^1] ^ 1)];

    private void KeepRegistry(StoreEngine engine)
    {
        var genesis = world.RegistryGenesis;
        var store = ChainStore.Open(engine, genesis);
        var after = ChainState.AtGenesis(genesis);
        foreach (var block in world.RegistryBlocks)
        {
            Remember(block.Records);
            Keep(block);
        }

        var stale = StaleHead();
        var report = OnRegistry(new Report
        {
            Reporter = new Grantee { Key = world.Manager.Key, ChainId = RegistryId, SealedHeader = default, EnrolmentProof = default },
            EvidenceBytes = stale.ToBytes(),
        });
        foreach (var record in (Record[])[report, OnRegistry(new Verdict { ReportId = report.Id, Upheld = true }), OnRegistry(new Sanction { ReportId = report.Id, Points = 5 })])
        {
            Keep(world.Seal(after, world.Manager, registry: null, record).Block);
            Remember([record]);
        }

        void Keep(Block kept)
        {
            var planned = BlockRules.Plan(after, registry: null, kept).OrThrow();
            store.Append(kept, planned.Changes);
            after = planned.After;
        }
    }

    private Record OnRegistry(RecordBody body) => Record.Sign(RegistryId, World.StartMillis, body, world.Manager.Signing);

    /// <summary>A block of the hospital that still names the registry's beginning long after its first block.</summary>
    private StaleRegistryEvidence StaleHead()
    {
        var longAfter = world.Facts.Head.TimeMillis + Parameters.RegistryLagMaxMillis + 1;
        var block = Lies.Block(
            world.Hospital, ChainState.AtGenesis(world.HospitalGenesis), world.Facts, [Good], longAfter, registryHead: new RegistryHead(0, world.Registry[0].Head.Hash));
        return new StaleRegistryEvidence(world.HospitalGenesis, block.Sealed, world.RegistryBlocks[0].Sealed);
    }

    private void KeepHospital(StoreEngine engine)
    {
        var store = ChainStore.Open(engine, world.HospitalGenesis);
        Party[] doctors = [world.Doctor("ada"), world.Doctor("ben"), world.Doctor("eve")];
        Append(store, [.. doctors.Select(doctor => world.EnrolDoctor(doctor))]);
        Append(store, world.RegisterVisit(visit, doctors));
        Append(store, [Good, .. Enumerable.Range(0, 8).Select(number => world.Diagnose(doctors[number % 2], visit, $"course {number}")), world.Grant(visit, doctors[1], recordId: null)]);
        Append(store, Refusal(Forged), Refusal(Spoiled("forged 1")));
        Append(store, Refusal(Spoiled("forged 2")), Refusal(Spoiled("forged 3")), world.Diagnose(doctors[1], visit, "control"));
        store.OpenCosignedHeads().Put(Cosigned(world.Manager, world.Cloud), []);
        CosignedHeight = state.Head.Height;
        KeepFolders(store);
        for (var number = 0; number < 17; number++)
        {
            Append(store, world.Diagnose(doctors[number % 2], visit, $"night {number}"));
        }

        KeepTeams(store, doctors[0], doctors[1]);
        TakenBack = world.Escrow(visit, EscrowPurpose.BreakGlass, doctors[..2], 2);
        Standing = world.Escrow(visit, EscrowPurpose.Recovery, doctors[..2], 2);
        Append(store, TakenBack, Standing);
        Append(store, world.Withdraw(visit, TakenBack.Id));
    }

    /// <summary>Three sessions of two doctors: one whose time passed long ago, one that is done, and one under way now.</summary>
    private void KeepTeams(ChainStore store, Party ada, Party ben)
    {
        OverTeam = new TeamWork(world, visit, [ada, ben], state.Head.TimeMillis);
        Append(store, OverTeam.Open());
        Append(store, OverTeam.Step(1, []));
        var now = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        FinishedTeam = new TeamWork(world, visit, [ben, ada], now);
        RunningTeam = new TeamWork(world, visit, [ada, ben], now, stepMillis: RecordLimits.TeamStepMillisMax);
        AppendAt(now, store, FinishedTeam.Open(now), RunningTeam.Open(now));
        var steps = FinishedTeam.AllSteps();
        Append(store, [.. steps, RunningTeam.Step(1, [])]);
        TeamDiagnosis = FinishedTeam.Diagnose(steps);
        Append(store, TeamDiagnosis);
    }

    /// <summary>Two of the hospital's documents, one granted to the insurer and read, its grant revoked; and a folder of the patient's visit.</summary>
    private void KeepFolders(ChainStore store)
    {
        var mine = new TestFolder("mine", visit.Signing);
        var document = folders.Write(world.Doctor("ada"), cases, "spirometry");
        var (grant, rekey) = folders.Grant(cases, folders.Insurer);
        rekey.Dispose();
        Append(store, folders.Open(cases), folders.Open(mine));
        Append(store, document, folders.Write(world.Doctor("ada"), mine, "own"));
        Append(store, grant);
        Append(store, AccessOf(document, grant, string.Empty, 0), AccessOf(document, grant, "HEAD_TOO_OLD", 1), AccessOf(document, grant, string.Empty, 2));
        var revoke = folders.Revoke(cases, grant.Id);
        Append(store, revoke);
        Append(store, folders.Receipt(world.Proxy, grant.Id, revoke.Id), AccessOf(document, grant, "CONSENT_REVOKED", 3));
    }

    private Record AccessOf(Record document, Record grant, string code, ulong number)
    {
        var request = AccessRequest.Sign(HospitalId, document.Id, grant.Id, grant.Id, World.StartMillis + number, folders.Insurer.Signing);
        var access = new Access { Request = request, Delivered = code.Length == 0, RefusalCode = code, Requests = 1 };
        return Record.Sign(HospitalId, World.StartMillis, access, world.Proxy.Signing);
    }

    /// <summary>A HEAD of the newest block with cosignatures.</summary>
    private CosignedHead Cosigned(params IEnumerable<Party> witnesses)
    {
        var (height, hash, time) = (state.Head.Height, state.Head.Hash, state.Head.TimeMillis + 1);
        var head = new SignedHead(HospitalId, height, hash, time, world.Hospital.Signing.Sign(SignedMessage.Head(HospitalId, height, hash, time)));
        return new CosignedHead(head, [.. witnesses.Select(witness => Cosignature.Sign(HospitalId, head.Mark, witness.Signing)).OrderBy(one => one.Witness)]);
    }

    private Record Refusal(Record refused) =>
        Record.Sign(HospitalId, World.StartMillis, new Rejection { Refused = refused, Code = "CAPSULE_INVALID" }, world.Hospital.Signing);

    /// <summary>Remembers one record of each kind for the tests that look at every page.</summary>
    private void Remember(IEnumerable<Record> records) =>
        Kinds = [.. Kinds.Concat(records).DistinctBy(record => record.Kind, StringComparer.Ordinal)];

    private void Append(ChainStore store, params IReadOnlyList<Record> records) => AppendAt(state.Head.TimeMillis + 1, store, records);

    private void AppendAt(ulong timeMillis, ChainStore store, params IReadOnlyList<Record> records)
    {
        var (block, after) = world.SealAt(timeMillis, state, world.Hospital, world.Facts, records);
        store.Append(block, BlockRules.Plan(state, world.Facts, block).OrThrow().Changes);
        Remember(records);
        state = after;
    }

    private Genesis NeighbourGenesis()
    {
        var supernode = new Party("neighbour");
        return new Genesis
        {
            RegistryChainId = RegistryId,
            ManagerSigning = world.Manager.Key,
            ManagerSealing = world.Manager.Sealing.PublicKey.Encoded.ToArray(),
            Supernode = new SealerKeys { Signing = supernode.Key, Sealing = supernode.Sealing.PublicKey.Encoded.ToArray(), TlsFingerprint = supernode.TlsFingerprint },
            Parameters = Parameters,
            TimeMillis = World.StartMillis,
        };
    }

    private void KeepEvidence(StoreEngine engine)
    {
        var key = new Party("neighbour").Signing;
        var header = ChainState.AtGenesis(neighbour).Head;
        var ours = new SealedHeader(header, key.Sign(SignedMessage.Seal(NeighbourId, header.Hash)));
        var otherHash = world.RegistryBlocks[0].Header.Hash;
        var otherHead = new SignedHead(NeighbourId, 0, otherHash, World.StartMillis, key.Sign(SignedMessage.Head(NeighbourId, 0, otherHash, World.StartMillis)));
        ChainStore.Open(engine, neighbour).PutEvidence(Equivocation.Of(ours, otherHead));
    }

    private string Write(string name, Genesis genesis)
    {
        var path = folder.File(name);
        File.WriteAllBytes(path, genesis.ToBytes());
        return path;
    }
}
