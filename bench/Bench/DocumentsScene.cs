using System.Globalization;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Hospitals;
using HospitalChain.Crypto;
using HospitalChain.Devnet;
using HospitalChain.Devnet.Day;

namespace HospitalChain.Bench;

/// <summary>
/// The devnet's five nodes as processes of their own, a doctor of hospital A, a folder of the hospital, and an insurer to whom it
/// is granted.
/// </summary>
internal sealed class DocumentsScene : IAsyncDisposable
{
    private const string Insurer = "insurer";
    private readonly string folder;
    private readonly Scene scene;

    private DocumentsScene(string folder, Scene scene, FolderNote shared, Bytes32 grantId)
    {
        (this.folder, this.scene) = (folder, scene);
        (Shared, GrantId) = (shared, grantId);
    }

    public FolderNote Shared { get; }

    public Bytes32 GrantId { get; }

    public Person Author => scene.Network.Doctor(Enrolments.Ada, NodeName.HospitalA);

    public Person Reader => scene.Network.ThirdParty(Insurer);

    public Bytes32 ChainId => scene.Network.ChainA.ChainId;

    /// <summary>A name for a file of the measurement's own.</summary>
    public string FileFor(string name) => Path.Combine(folder, name);

    public static async Task<DocumentsScene> StartAsync()
    {
        var root = Directory.CreateTempSubdirectory("hospitalchain-bench-").FullName;
        var program = typeof(Node.NodeApplication).Assembly.Location;
        var layout = new Layout(Path.Combine(root, "state"), program, lyingProgram: null, clientProgram: null, root);
        var network = await new Founding(layout).FoundAsync();
        var supervisor = new Supervisor(layout);
        var day = new Scene(network, supervisor, new Report(TextWriter.Null), new Secrets());
        try
        {
            await supervisor.UpAsync();
            await new Enrolments(day).PlayAsync();
            var insurer = network.ThirdParty(Insurer);
            await new Enrolling(network.Owner(NodeName.Manager).Session).EnrolAsync(
                EnrolmentOffer.OfThirdParty(insurer.Keys, 0, network.Registry.ChainId), Scene.BlockWait, CancellationToken.None);
            var desk = new FolderDesk(network.Owner(NodeName.HospitalA).Session);
            var (shared, _) = await desk.OpenAsync(visit: null, "bench", Scene.BlockWait, CancellationToken.None);
            await Scene.EventuallyAsync(async () => await day.HeadAsync(NodeName.HospitalA, network.Registry, network.Owner(NodeName.HospitalA))
                == await day.HeadAsync(NodeName.Manager, network.Registry, network.Owner(NodeName.Manager)));
            var (grant, _) = await desk.ShareAsync(
                shared, documentId: null, insurer.Key, network.Registry.ChainId, "HRESCH", TimeSpan.FromHours(2), Scene.BlockWait, CancellationToken.None);
            return new DocumentsScene(root, day, shared, grant.GrantId);
        }
        catch
        {
            await supervisor.DownAsync();
            throw;
        }
    }

    /// <summary>The document's record is in a block wherever a reader asks.</summary>
    public async Task InBlockAsync(Bytes32 recordId)
    {
        foreach (var node in (NodeName[])[NodeName.HospitalA, NodeName.Manager, NodeName.Cloud])
        {
            await Scene.EventuallyAsync(async () =>
                (await Client.Api.ChainApi.RecordStatusAsync(scene.At(node, Author), ChainId, recordId, CancellationToken.None)).Status == Client.Api.RecordStatus.InBlock);
        }
    }

    /// <summary>Begins to watch the cloud's memory anew.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{CloudId}/clear_refs", "5");

    /// <summary>Processor time that the cloud's process has used; on all cores.</summary>
    public TimeSpan CloudProcessor
    {
        get
        {
            var line = File.ReadAllText($"/proc/{CloudId}/stat");
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromMilliseconds(10 * ticks); // USER_HZ is 100
        }
    }

    /// <summary>The most resident memory that the cloud's process had since, in bytes.</summary>
    public long CloudPeakBytes => ResidentPeakOf(CloudId);

    /// <summary>The most resident memory that this process had since its own mark was forgotten, in bytes.</summary>
    public static long OwnPeakBytes => ResidentPeakOf(Environment.ProcessId);

    public static void ForgetOwnPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    public async ValueTask DisposeAsync()
    {
        await scene.Supervisor.DownAsync();
        scene.Network.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private int CloudId => int.Parse(File.ReadAllText(scene.Network.Layout.ProcessId(NodeName.Cloud)), NumberStyles.None, CultureInfo.InvariantCulture);

    private static long ResidentPeakOf(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1_024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
