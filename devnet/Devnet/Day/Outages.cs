using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;

namespace HospitalChain.Devnet.Day;

/// <summary>Nodes are killed and cut off; what was answered 'accepted' still ends in a block, and all agree again.</summary>
internal sealed class Outages(Scene scene, Ward ward, IReadOnlyList<Document> documents)
{
    public async Task PlayAsync()
    {
        scene.Report.Chapter("Power cuts and cut cables");
        var ada = scene.Network.Doctor(Enrolments.Ada, NodeName.HospitalA);
        var mine = documents.Where(document => document.Doctor == Enrolments.Ada).ToArray();

        await scene.Supervisor.KillAsync(NodeName.ClinicA);
        var meanwhile = await ward.WriteOneAsync(Enrolments.Ada, mine[0].Copy(scene.Secrets), Scene.BlockWait);
        await scene.Supervisor.StartAsync(NodeName.ClinicA);
        await AgreesAsync(NodeName.ClinicA, "clinic-a was killed, restarts and catches up");

        var accepted = await ward.WriteOneAsync(Enrolments.Ada, mine[1].Copy(scene.Secrets), TimeSpan.Zero);
        await scene.Supervisor.KillAsync(NodeName.HospitalA);
        await scene.Supervisor.StartAsync(NodeName.HospitalA);
        var status = await new RecordSubmission(ada.Session).WaitAsync(
            scene.Network.ChainA.ChainId, accepted, null, ada.Session.OwnIdentity(), Scene.BlockWait, CancellationToken.None);
        scene.Report.Check(status.Status == RecordStatus.InBlock, "hospital-a was killed right after 'accepted': the record is in a block after its restart");

        await scene.Supervisor.PartitionAsync(NodeName.Cloud);
        await scene.Supervisor.PartitionAsync(NodeName.ClinicA);
        var apart = await ward.WriteOneAsync(Enrolments.Ada, mine[2].Copy(scene.Secrets), Scene.BlockWait);
        var (ahead, _) = await scene.HeadAsync(NodeName.HospitalA, scene.Network.ChainA, scene.Network.Owner(NodeName.HospitalA));
        var (behind, _) = await scene.HeadAsync(NodeName.ClinicA, scene.Network.ChainA, scene.Network.Owner(NodeName.HospitalA));
        scene.Report.Check(behind < ahead, $"clinic-a is cut off at height {behind} while hospital-a seals height {ahead}");
        await RefuseStaleAsync(ada, accepted);
        await scene.Supervisor.HealAsync();
        await AgreesAsync(NodeName.ClinicA, "after the cable is mended clinic-a has the same head again");
        scene.Report.Check(new[] { meanwhile, accepted, apart }.Distinct().Count() == 3, "three records were written meanwhile, none twice");
    }

    /// <summary>A store that no longer hears of the chain cannot know what was revoked: it hands out nothing.</summary>
    private async Task RefuseStaleAsync(Person ada, Bytes32 recordId)
    {
        var code = string.Empty;
        await Scene.EventuallyAsync(async () =>
        {
            try
            {
                await scene.At(NodeName.Cloud, ada).ContentAccessAsync(
                    ada.Session.SignRequest(ada.Session.OwnIdentity(), scene.Network.ChainA.ChainId, recordId, default), CancellationToken.None);
            }
            catch (RefusedException refused)
            {
                code = refused.Refusal.Code;
            }

            return code == "HEAD_TOO_OLD";
        });
        scene.Report.Check(code == "HEAD_TOO_OLD", "the cloud is cut off too: it hands out nothing, not even to the author", code);
    }

    private async Task AgreesAsync(NodeName node, string claim)
    {
        var reader = scene.Network.Owner(NodeName.HospitalA);
        var same = await Scene.EventuallyAsync(async () =>
            await scene.HeadAsync(node, scene.Network.ChainA, reader) == await scene.HeadAsync(NodeName.HospitalA, scene.Network.ChainA, reader));
        scene.Report.Check(same, claim);
    }
}
