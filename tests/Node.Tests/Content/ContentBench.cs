using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Node.Accesses;
using HospitalChain.Node.Content;
using HospitalChain.Node.Content.Checking;
using HospitalChain.Node.Erasures;
using HospitalChain.Node.Telemetry;
using HospitalChain.Node.Tests.Services;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Content;

/// <summary>
/// A cloud's content store on a real disk, over a hospital's chain with a doctor's diagnosis, a team's and a document in a
/// folder of the hospital, whose content it has.
/// </summary>
internal sealed class ContentBench : IDisposable
{
    private readonly TemporaryFolder files = new();
    private readonly NodeMeters meters = new();
    private StoreEngine engine;
    private uint nonces;

    /// <param name="makeShelf">What the content stands on; null for a folder.</param>
    public ContentBench(Func<TemporaryFolder, IContentShelf>? makeShelf = null)
    {
        World = new World();
        Folders = new FolderWorld(World);
        Time.Advance(DateTimeOffset.FromUnixTimeMilliseconds((long)World.StartMillis + 60_000) - Time.GetUtcNow());
        Registry = new TestLedger(World, World.Manager, World.RegistryGenesis, null, Time, World.RegistryBlocks, World.Registry[^1]);
        Hospital = new TestLedger(World, World.Hospital, World.HospitalGenesis, World.Facts, Time, []);
        Visit = World.NewVisit("Pat");
        Folder = new TestFolder("case", World.Hospital.Signing);
        Hospital.Seal(World.EnrolDoctor(Ada), World.EnrolDoctor(Bea), World.EnrolDoctor(Chen));
        Hospital.Seal(World.RegisterVisit(Visit, [Ada, Bea, Chen]));
        var team = new TeamWork(World, Visit, [Ada, Bea], Now);
        Hospital.Seal(team.Open(Now));
        var steps = team.AllSteps();
        Hospital.Seal([.. steps]);
        Diagnosis = World.Diagnose(Ada, Visit, "asthma");
        TeamDiagnosis = team.Diagnose(steps);
        Document = Folders.Write(Ada, Folder, "spirometry");
        Hospital.Seal(Diagnosis, TeamDiagnosis, Folders.Open(Folder));
        Hospital.Seal(Document);
        engine = StoreEngine.Open(files.File("store"));
        Store = new ContentStore(files.File("content"), makeShelf?.Invoke(files) ?? new FolderShelf(files.File("content/stored")), new ContentLimits { ContentBytesMax = 1 << 20, QuotaBytes = 1 << 30, DiskReserveBytes = 0 }, Time, meters);
        Start();
    }

    public ManualTime Time { get; } = new();

    public World World { get; }

    public FolderWorld Folders { get; }

    public TestLedger Registry { get; }

    public TestLedger Hospital { get; }

    public Visit Visit { get; }

    public TestFolder Folder { get; }

    public Record Diagnosis { get; }

    public Record TeamDiagnosis { get; }

    public Record Document { get; }

    public ContentStore Store { get; }

    /// <summary>Compares the store with the hospital's chain.</summary>
    public StoreCheck Check => new(HospitalChain.Node.Startup.OwnKeys.Of(World.Cloud.Signing), Store, new TestLedgers(Registry, Hospital), new OrderedErasures(engine));

    /// <summary>The store takes an order of erasure and carries it out; no block says so yet.</summary>
    public async Task ObeyAsync(ErasureOrder order)
    {
        new OrderedErasures(engine).Take(order);
        await Store.EraseAsync(order.ContentHash, CancellationToken.None);
    }

    public ContentDesk Desk { get; private set; } = null!;

    public RefusedAccesses Refused { get; private set; } = null!;

    /// <summary>Wrote the diagnosis and the document, and signed first in the team.</summary>
    public Party Ada => World.Doctor("Ada");

    /// <summary>Signed last in the team.</summary>
    public Party Bea => World.Doctor("Bea");

    /// <summary>Is assigned to the visit and wrote nothing.</summary>
    public Party Chen => World.Doctor("Chen");

    public ulong Now => (ulong)Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The content of a record is stored.</summary>
    public async Task KeepAsync(Record record)
    {
        var content = Protocol.Flows.Documents.ContentDecision.ContentOf(record.Body)!;
        var text = record == Diagnosis ? "sealed asthma" : record == Document ? "sealed spirometry" : "sealed team content";
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.True((await Store.BeginAsync(World.Cloud.Key, content.ContentHash, bytes.Length, CancellationToken.None)).Succeeded);
        Assert.True((await Store.AppendAsync(World.Cloud.Key, content.ContentHash, 0, new MemoryStream(bytes), CancellationToken.None)).Succeeded);
        Assert.True((await Store.FinishAsync(World.Cloud.Key, content.ContentHash, CancellationToken.None)).Succeeded);
    }

    /// <summary>The node stops and starts again on the same disk.</summary>
    public void Restart()
    {
        engine.Dispose();
        engine = StoreEngine.Open(files.File("store"));
        Start();
    }

    public AccessRequest Request(Record record, SigningKey reader, Bytes32 grantId = default) => AccessRequest.Sign(
        Hospital.ChainId, record.Id, grantId, new Bytes32([.. BitConverter.GetBytes(++nonces), .. new byte[28]]), Now, reader);

    public Task<Parsed<ContentDelivery>> AskAsync(Record record, SigningKey reader, Bytes32 grantId = default) => AskAsync(Request(record, reader, grantId));

    public Task<Parsed<ContentDelivery>> AskAsync(AccessRequest request) => Desk.DeliverAsync(request, request.Requester, CancellationToken.None);

    public async Task<string?> CodeOfAsync(Record record, SigningKey reader, Bytes32 grantId = default) => (await AskAsync(record, reader, grantId)).Refusal?.Code;

    public void Dispose()
    {
        Store.Dispose();
        engine.Dispose();
        meters.Dispose();
        files.Dispose();
    }

    private void Start()
    {
        var ledgers = new TestLedgers(Registry, Hospital);
        Refused = new RefusedAccesses(World.Cloud.Signing, ledgers, engine, Time);
        Desk = new ContentDesk(World.Cloud.Signing, ledgers, Store, new ContentTickets(Time), new RequestNonces(engine), Refused, new OrderedErasures(engine), Time);
    }
}
