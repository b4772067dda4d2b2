using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Node.Content;
using HospitalChain.Node.Erasures;
using HospitalChain.Node.Telemetry;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Services;

/// <summary>A cloud's content store on a real disk with a document's sealed content in it, over the chains of a <see cref="ProxyBench"/>.</summary>
internal sealed class ErasureBench : IDisposable
{
    private readonly TemporaryFolder disk = new();
    private readonly NodeMeters meters = new();
    private ContentStore contents = null!;
    private StoreEngine engine = null!;

    public ErasureBench()
    {
        Folder = new TestFolder("case", Proxy.World.Hospital.Signing);
        Document = Proxy.Folders.Write(Proxy.Ada, Folder, "spirometry");
        Proxy.Hospital.Seal(Proxy.Folders.Open(Folder));
        Proxy.Hospital.Seal(Document);
        Start();
    }

    public ProxyBench Proxy { get; } = new();

    public TestFolder Folder { get; }

    public Record Document { get; }

    public World World => Proxy.World;

    public Bytes32 Hash => FolderWorld.ContentHashOf("spirometry");

    public OrderedErasures Ordered { get; private set; } = null!;

    public StoredDocuments Stored { get; private set; } = null!;

    public ErasureDesk Desk { get; private set; } = null!;

    public ErasureDesk ProxyDesk => new(new ReencryptionKeys(Proxy.Proxy, Proxy.Rekeys), Proxy.Erasures, Proxy.Ledgers, Proxy.Time);

    public bool HasContent => File.Exists(Path.Combine(disk.File("content/stored"), Hash.ToString()[..2], Hash.ToString()));

    public ErasureOrder Order(SigningKey? by = null) => ErasureOrder.Sign(Proxy.Hospital.ChainId, Document.Id, Hash, Proxy.Now, by ?? Folder.Owner);

    public async Task StoreAsync()
    {
        var bytes = Encoding.UTF8.GetBytes("sealed spirometry");
        Assert.Equal(Hash, new Bytes32(SHA256.HashData(bytes)));
        await contents.BeginAsync(Proxy.Ada.Key, Hash, bytes.Length, CancellationToken.None);
        await contents.AppendAsync(Proxy.Ada.Key, Hash, 0, new MemoryStream(bytes), CancellationToken.None);
        Assert.True((await contents.FinishAsync(Proxy.Ada.Key, Hash, CancellationToken.None)).Succeeded);
    }

    /// <summary>The cloud stops, and starts again on the same disk.</summary>
    public void Restart()
    {
        Stop();
        Start();
    }

    /// <summary>Uses another content store, which may fail, over the same orders.</summary>
    public ErasureDesk DeskOver(IDocumentHolding holding) => new(holding, Ordered, Proxy.Ledgers, Proxy.Time);

    /// <summary>The same contents under another store's key.</summary>
    public StoredDocuments StoreOf(Party party) => new(party.Signing, contents, HospitalChain.Node.Startup.OwnKeys.Of(party.Signing));

    public void Dispose()
    {
        Stop();
        meters.Dispose();
        Proxy.Dispose();
        disk.Dispose();
    }

    private void Start()
    {
        engine = StoreEngine.Open(disk.File("store"));
        contents = new ContentStore(
            disk.File("content"), new FolderShelf(disk.File("content/stored")), new ContentLimits { ContentBytesMax = 1 << 20, QuotaBytes = 1 << 20, DiskReserveBytes = 0 }, Proxy.Time, meters);
        Ordered = new OrderedErasures(engine);
        Stored = new StoredDocuments(World.Cloud.Signing, contents, HospitalChain.Node.Startup.OwnKeys.Of(World.Cloud.Signing));
        Desk = new ErasureDesk(Stored, Ordered, Proxy.Ledgers, Proxy.Time);
    }

    private void Stop()
    {
        Desk.Dispose();
        contents.Dispose();
        engine.Dispose();
    }
}
