using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HospitalChain.Client.Api;
using HospitalChain.Client.Audits;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Hospitals;
using HospitalChain.Client.Patients;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Audit;

namespace HospitalChain.Devnet.Day;

/// <summary>
/// Institutional documents behind the separate proxy (P21): a spirometry series and an image, shared with an insurer,
/// and what is no longer read after the revocation.
/// </summary>
internal sealed class Documents(Scene scene, IReadOnlyDictionary<int, VisitNote> visits)
{
    private const string Insurer = "insurer";
    private const int Patient = 1;
    private const int Breaths = 3_000;
    private const int ImageBytes = 64 << 20;
    private const int MarkedBytes = 4 << 20;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private string Folder => Path.Combine(scene.Network.Layout.Root, "opened");

    private Bytes32 ChainId => scene.Network.ChainA.ChainId;

    public async Task PlayAsync()
    {
        scene.Report.Chapter("A spirometry series and a 64 MB image are shared with an insurer");
        var insurer = scene.Network.ThirdParty(Insurer);
        await EnrolAsync(insurer);
        var hospital = scene.Network.Owner(NodeName.HospitalA);
        var desk = new FolderDesk(hospital.Session);
        var (folder, opened) = await desk.OpenAsync(visit: null, "spirometry, case 1", Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(opened.Status == RecordStatus.InBlock, "the hospital opens a folder under a key pair of its own");
        var series = await PutAsync(folder, MakeSeries(), "text/csv");
        var image = await PutAsync(folder, MakeImage(), "application/dicom");
        await scene.RefusedAsync("CONSENT_MISSING", "before the hospital grants it the insurer reads nothing", () =>
            new DocumentReader(insurer.Session).FetchAsync(ChainId, series.Id, series.Id, Path.Combine(Folder, "early.csv"), CancellationToken.None));
        var grant = await ShareAsync(desk, folder, insurer, scene.Network.Registry.ChainId);
        await ReadAsync(insurer, folder, grant, series, "series.csv");
        await ReadAsync(insurer, folder, grant, image, "image.dcm");
        await ReadOwnAsync(hospital, folder, series);
        await RefuseOthersAsync(grant, series);
        var store = new StoreRequests(scene, insurer, series.Id, grant.GrantId);
        await store.PlayAsync();
        await RevokeAsync(desk, folder, grant, insurer, series);
        await store.PlayRevokedAsync();
        await PatientsFolderAsync();
        await AuditAsync(insurer);
        await new Erasures(scene, insurer, folder, grant).PlayAsync(series.Id, image.Id);
    }

    /// <summary>The manager's audit of the chain, and a patient's own, each checked again from its proofs alone.</summary>
    private async Task AuditAsync(Person insurer)
    {
        var manager = new AuditDesk(scene.Network.Owner(NodeName.Manager).Session);
        var whole = await manager.ExportAsync(ChainId, visit: null, AuditFormat.Fhir, CancellationToken.None);
        var trail = AuditFiles.Check(whole.File, whole.Export, whole.Proofs, scene.Network.ChainA);
        scene.Report.Check(
            Reads(scene.Network.Proxy()) == 2 && Reads(scene.Network.Owner(NodeName.Cloud)) == 3,
            $"the system manager's audit of {whole.Lines} accesses tells what proxy and cloud gave the insurer and for what purpose, and is checked offline");
        int Reads(Person holder) => trail.Lines.Count(line =>
            line.AnsweredBy == holder.Key && line.Request.Requester == insurer.Key && line.Delivered && line.Purpose == "HPAYMT");

        var patient = scene.Network.Patient(Registrations.NameOf(Patient));
        var own = await new AuditDesk(patient.Session).ExportAsync(ChainId, visits[Patient], AuditFormat.JsonLines, CancellationToken.None);
        var lines = AuditFiles.Check(own.File, own.Export, own.Proofs, scene.Network.ChainA).Lines;
        scene.Report.Check(
            lines.Count > 0 && lines.All(line => line.Owner == own.Export.Maker), $"a patient exports the own {lines.Count} accesses with the visit's key, and nobody else's");
    }

    private async Task EnrolAsync(Person insurer)
    {
        var offer = EnrolmentOffer.OfThirdParty(insurer.Keys, 0, scene.Network.Registry.ChainId);
        await new Enrolling(scene.Network.Owner(NodeName.Manager).Session).EnrolAsync(offer, Scene.BlockWait, CancellationToken.None);
        var known = await Scene.EventuallyAsync(async () =>
            (await scene.HeadAsync(NodeName.HospitalA, scene.Network.Registry, scene.Network.Owner(NodeName.HospitalA))).Height
            == (await scene.HeadAsync(NodeName.Manager, scene.Network.Registry, scene.Network.Owner(NodeName.Manager))).Height);
        scene.Report.Check(known, "the system manager enrols the insurer, and hospital-a knows of it");
    }

    private async Task<(Bytes32 Id, string Path)> PutAsync(FolderNote folder, string path, string mediaType)
    {
        var ada = scene.Network.Doctor(Enrolments.Ada, NodeName.HospitalA);
        var writer = new DocumentWriter(ada.Session);
        var started = Stopwatch.GetTimestamp();
        var draft = await writer.BeginAsync(path, new DocumentTerms(ChainId, folder.FolderId, mediaType, [], Day), CancellationToken.None);
        var status = await writer.FinishAsync(draft, TimeSpan.Zero, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(started);
        await Scene.EventuallyAsync(async () => (await scene.At(NodeName.Manager, ada).RecordStatusAsync(ChainId, status.RecordId, CancellationToken.None)).Status == RecordStatus.InBlock);
        scene.Report.Check(
            (await scene.At(NodeName.Manager, ada).RecordStatusAsync(ChainId, status.RecordId, CancellationToken.None)).Status == RecordStatus.InBlock,
            string.Create(CultureInfo.InvariantCulture, $"ada signs, seals and stores {new FileInfo(path).Length} bytes of {mediaType} in {took.TotalMilliseconds:0} ms; its record is in a block"));
        return (status.RecordId, path);
    }

    private async Task<FolderGrantNote> ShareAsync(FolderDesk desk, FolderNote folder, Person reader, Bytes32 readerChain)
    {
        var (grant, _) = await desk.ShareAsync(
            folder, documentId: null, reader.Key, readerChain, "HPAYMT", TimeSpan.FromHours(1), Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(await ReadyAsync(scene.At(NodeName.Manager, reader), grant), "the hospital grants the folder; the proxy checks rk against the commitment in the grant");
        return grant;
    }

    private static Task<bool> ReadyAsync(Client.Http.NodeConnection node, FolderGrantNote grant) => Scene.EventuallyAsync(async () => await StageAsync(node, grant) == "ready");

    private async Task ReadAsync(Person insurer, FolderNote folder, FolderGrantNote grant, (Bytes32 Id, string Path) document, string name)
    {
        var reader = new DocumentReader(insurer.Session);
        var target = Path.Combine(Folder, name);
        var started = Stopwatch.GetTimestamp();
        var (delivery, opened) = await reader.FetchAsync(ChainId, document.Id, grant.GrantId, target, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(started);
        scene.Report.Check(
            SHA256.HashData(File.ReadAllBytes(target)).AsSpan().SequenceEqual(SHA256.HashData(File.ReadAllBytes(document.Path)))
                && opened.Author == scene.Network.Doctor(Enrolments.Ada, NodeName.HospitalA).Key,
            string.Create(CultureInfo.InvariantCulture, $"the insurer reads {opened.SizeBytes} bytes in {took.TotalMilliseconds:0} ms, the same as ada signed"));
        var evidence = await reader.EvidenceAsync(ChainId, document.Id, grant.GrantId, delivery, CancellationToken.None);
        scene.Report.Check(evidence.Check(scene.Network.ChainA).Ok, "the proxy's proof is checked from public data alone");
        var recorded = await Scene.EventuallyAsync(async () =>
            (await scene.At(NodeName.Manager, insurer).RecordStatusAsync(ChainId, delivery.AccessId, CancellationToken.None)).Status == RecordStatus.InBlock);
        scene.Report.Check(recorded, "the access is a record in a block of hospital A's chain");
    }

    private async Task ReadOwnAsync(Person hospital, FolderNote folder, (Bytes32 Id, string Path) document)
    {
        var target = Path.Combine(Folder, "own series.csv");
        await new DocumentReader(hospital.Session).ReadOwnAsync(folder, document.Id, target, CancellationToken.None);
        scene.Report.Check(
            File.ReadAllBytes(target).AsSpan().SequenceEqual(File.ReadAllBytes(document.Path)), "the hospital opens its own folder's document with the folder's pair, without the proxy");
    }

    private Task RefuseOthersAsync(FolderGrantNote grant, (Bytes32 Id, string Path) document)
    {
        var chen = scene.Network.Doctor(Enrolments.Chen, NodeName.HospitalB);
        return scene.RefusedAsync("CONSENT_MISSING", "nobody else reads under the insurer's grant", () =>
            new DocumentReader(chen.Session).FetchAsync(ChainId, document.Id, grant.GrantId, Path.Combine(Folder, "chen.csv"), CancellationToken.None));
    }

    private async Task RevokeAsync(FolderDesk desk, FolderNote folder, FolderGrantNote grant, Person insurer, (Bytes32 Id, string Path) document)
    {
        var chen = scene.Network.Doctor(Enrolments.Chen, NodeName.HospitalB);
        var standing = await ShareAsync(desk, folder, chen, scene.Network.ChainB.ChainId);
        await desk.RevokeAsync(grant, Scene.BlockWait, CancellationToken.None);
        await scene.RefusedAsync("CONSENT_REVOKED", "after the revocation the insurer reads nothing", () =>
            new DocumentReader(insurer.Session).FetchAsync(ChainId, document.Id, grant.GrantId, Path.Combine(Folder, "late.csv"), CancellationToken.None));
        var receipted = await Scene.EventuallyAsync(async () => (await desk.StandingAsync(grant, CancellationToken.None)).ReceiptId is not null);
        scene.Report.Check(receipted, "the proxy destroyed rk; its signed revocation receipt is in a block");
        var node = scene.At(NodeName.Manager, insurer);
        scene.Report.Check(await StageAsync(node, grant) == "destroyed", "the proxy says of the key that it is destroyed");
        var (next, reissued, notReissued) = await desk.ContinueAsync(folder, Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(
            reissued.Select(given => given.Replaces).SequenceEqual([standing.GrantId]) && notReissued.Count == 0,
            "the folder goes on under a new pair; the grant to a doctor in hospital B that stands is given anew, the revoked one is not");
        await scene.RefusedAsync("FOLDER_SUCCEEDED", "the old folder takes no more documents", () => PutAsync(folder, document.Path, "text/csv"));
        var later = await PutAsync(next, MakeSeries(), "text/csv");
        await scene.RefusedAsync("CONSENT_MISSING", "a later document is beyond the old grant", () =>
            new DocumentReader(insurer.Session).FetchAsync(ChainId, later.Id, grant.GrantId, Path.Combine(Folder, "later.csv"), CancellationToken.None));
        await ReadyAsync(scene.At(NodeName.Manager, chen), reissued[0]);
        var target = Path.Combine(Folder, "chen's.csv");
        await new DocumentReader(chen.Session).FetchAsync(ChainId, later.Id, reissued[0].GrantId, target, CancellationToken.None);
        scene.Report.Check(File.ReadAllBytes(target).AsSpan().SequenceEqual(File.ReadAllBytes(later.Path)), "chen in hospital B reads on under the grant given anew");
    }

    /// <summary>A patient owns a folder too, by the visit's own key.</summary>
    private async Task PatientsFolderAsync()
    {
        var patient = scene.Network.Patient(Registrations.NameOf(Patient));
        var (folder, _) = await new FolderDesk(patient.Session).OpenAsync(visits[Patient], "my lungs", Scene.BlockWait, CancellationToken.None);
        var series = await PutAsync(folder, MakeSeries(), "text/csv");
        var target = Path.Combine(Folder, "patient's series.csv");
        await new DocumentReader(patient.Session).ReadOwnAsync(folder, series.Id, target, CancellationToken.None);
        scene.Report.Check(
            File.ReadAllBytes(target).AsSpan().SequenceEqual(File.ReadAllBytes(series.Path)), "a patient opens a folder by the visit's key, and reads there what ada put in");
    }

    private static async Task<string?> StageAsync(Client.Http.NodeConnection node, FolderGrantNote grant)
    {
        try
        {
            var chainId = Protocol.Records.Record.Parse(grant.Grant).OrThrow().ChainId;
            return (await node.FolderShareAsync(chainId, grant.GrantId, CancellationToken.None)).Stage;
        }
        catch (Client.RefusedException refused) when (refused.Refusal.Code == "SHARE_UNKNOWN")
        {
            return null;
        }
    }

    /// <summary>Forced breaths: time, flow and volume, as a spirometer writes them, with a marker in its comment.</summary>
    private string MakeSeries()
    {
        var text = new StringBuilder("# ").AppendLine(scene.Secrets.NewMarker()).AppendLine("time_s,flow_l_per_s,volume_l");
        for (var i = 0; i < Breaths; i++)
        {
            var time = i / 100.0;
            var volume = 4.2 * (1 - Math.Exp(-(time % 6) / 0.8));
            text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{time:0.00},{(4.2 - volume) / 0.8:0.000},{volume:0.000}"));
        }

        return Write("series", Encoding.UTF8.GetBytes(text.ToString()));
    }

    private string MakeImage()
    {
        var image = RandomNumberGenerator.GetBytes(ImageBytes);
        var marker = Encoding.ASCII.GetBytes(scene.Secrets.NewMarker());
        for (var at = 0; at < image.Length; at += MarkedBytes)
        {
            marker.CopyTo(image.AsSpan(at));
        }

        return Write("image", image);
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(scene.Network.Layout.Root, "documents", $"{name}-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..8]}");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
