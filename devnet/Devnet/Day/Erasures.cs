using HospitalChain.Client.Documents;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Documents;

namespace HospitalChain.Devnet.Day;

/// <summary>Documents come to their end at every holder, each signs, and a backup brings nothing back (docs/adr/0009).</summary>
internal sealed class Erasures(Scene scene, Person insurer, FolderNote folder, FolderGrantNote grant)
{
    private Bytes32 ChainId => scene.Network.ChainA.ChainId;

    private string Stored => Path.Combine(scene.Network.Layout.DataFolder(NodeName.Cloud), "content", "stored");

    public async Task PlayAsync(Bytes32 series, Bytes32 image)
    {
        scene.Report.Chapter("The series and the image are erased");
        var hospital = scene.Network.Owner(NodeName.HospitalA);
        var ada = scene.Network.Doctor(Enrolments.Ada, NodeName.HospitalA);
        var refused = await new ErasureDesk(ada.Session).OrderAsync(ChainId, series, TimeSpan.Zero, CancellationToken.None);
        scene.Report.Check(
            refused.Holders.All(holder => holder.Code == "AUTHOR_NOT_ALLOWED"), "a document's author is no owner: store and proxy refuse ada's order");
        var path = await PathOfAsync(hospital, image);
        var backup = path + ".backup";
        File.Copy(path, backup);
        await EraseAsync(hospital, series);
        await EraseAsync(hospital, image);
        await scene.RefusedAsync("ERASED", "the insurer reads the image no more", () =>
            new DocumentReader(insurer.Session).FetchAsync(ChainId, image, grant.GrantId, Target("erased.dcm"), CancellationToken.None));
        await scene.RefusedAsync("ERASED", "nor does its owner", () =>
            new DocumentReader(hospital.Session).ReadOwnAsync(folder, image, Target("own erased.dcm"), CancellationToken.None));
        scene.Report.Check(!File.Exists(path), "no file of the cloud has its content any more");
        await scene.Supervisor.StopAsync(NodeName.Cloud);
        File.Move(backup, path);
        await scene.Supervisor.StartAsync(NodeName.Cloud);
        scene.Report.Check(!File.Exists(path), "a backup's copy put back into the cloud's folder is gone when its node has started");
    }

    private async Task EraseAsync(Person hospital, Bytes32 document)
    {
        var standing = await new ErasureDesk(hospital.Session).OrderAsync(ChainId, document, Scene.BlockWait, CancellationToken.None);
        var confirmed = standing.Holders.Where(holder => holder.ConfirmedMillis is not null).Select(holder => holder.Holder).Order();
        scene.Report.Check(
            standing.IsComplete && confirmed.SequenceEqual(new[] { scene.Network.Owner(NodeName.Cloud).Key, scene.Network.Proxy().Key }.Order()),
            $"the hospital orders an erasure; cloud and proxy sign that they obeyed, in block {standing.ErasedAtHeight}",
            string.Join(", ", standing.Holders));
        scene.Report.Check(
            standing.Proof is { } proof && CheckedErasure.Check(proof, scene.Network.ChainA, standing.Certificate).Ok, "the certificate is checked offline");
    }

    private async Task<string> PathOfAsync(Person hospital, Bytes32 document)
    {
        var entry = await hospital.Session.Chains.DocumentAsync(ChainId, document, hospital.Session.OwnIdentity(), CancellationToken.None);
        var name = entry!.ContentHash.ToString();
        return Path.Combine(Stored, name[..2], name);
    }

    private string Target(string name) => Path.Combine(scene.Network.Layout.Root, "opened", name);
}
