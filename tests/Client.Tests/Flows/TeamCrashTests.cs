using HospitalChain.Client.Api;
using HospitalChain.Client.Teams;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>Machines that lose their power at every step of a session, and teams of every size.</summary>
public sealed class TeamCrashTests
{
    private const ulong Day = 86_400_000;
    private const int AttemptsMax = 200;

    [Fact]
    public async Task A_session_goes_on_from_the_disk_wherever_any_machine_lost_its_power()
    {
        using var scene = await TeamScene.AssignAsync();
        var cuts = scene.Network.Cuts;
        cuts.Armed = true;
        await ThroughAsync(scene, () => new HospitalTeams(scene.Hospital).List().Count > 0 ? scene.GoOnAsync() : scene.OpenAsync(stepMillis: Day));
        var stage = GroupKeyStage.Waiting;
        while (stage != GroupKeyStage.Established)
        {
            await ThroughAsync(scene, async () => stage = await scene.GoOnAsync());
            for (var i = 0; i < scene.Team.Length; i++)
            {
                var index = i;
                await ThroughAsync(scene, () => new DoctorTeams(scene.Team[index]).ReceiveAsync(default));
            }
        }

        RecordStatus status = null!;
        for (var i = 0; i < scene.Team.Length; i++)
        {
            var index = i;
            await ThroughAsync(scene, () => scene.SignAsync(index));
        }

        await ThroughAsync(scene, async () => status = await new TeamFinisher(scene.Team[^1]).FinishAsync(scene.Sid, TeamScene.Wait, default));
        cuts.Armed = false;
        Assert.True(cuts.Count >= 60, $"{cuts.Count} cuts"); // 9 mails of the key and 2 hand-overs posted and deleted, 3 steps, an upload, a record: each twice
        scene.AssertParts(await new TeamReader(scene.Patient).ReadOwnAsync(scene.Visit, status.RecordId, scene.FolderOf("own"), default));
        var records = scene.Network.ChainA.Blocks.SelectMany(block => block.Records).ToArray();
        Assert.All(records.Select(record => record.Body).OfType<TeamStep>(), step => Assert.Equal(1u, step.Attempt));
        Assert.Equal(3, records.Count(record => record.Body is TeamStep));
        Assert.Single(records, record => record.Body is TeamDiagnosis);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public async Task Teams_of_every_size_sign_finish_and_are_read(int size)
    {
        using var scene = await TeamScene.StartAsync(size);
        await scene.AgreeAsync();
        var status = await scene.FinishAsync();
        Assert.Equal(RecordStatus.InBlock, status.Status);
        scene.AssertParts(await new TeamReader(scene.Patient).ReadOwnAsync(scene.Visit, status.RecordId, scene.FolderOf("own"), default));
    }

    /// <summary>Repeats after each cut, every machine started anew.</summary>
    private static async Task ThroughAsync(TeamScene scene, Func<Task> act)
    {
        var cuts = scene.Network.Cuts;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            try
            {
                await act();
                if (!cuts.Dark)
                {
                    return;
                }
            }
            catch (RefusedException) when (cuts.Dark)
            {
                // told to whoever sat at the machine; it is started again below
            }

            cuts.Restore();
            scene.Restart();
        }

        Assert.Fail($"no way through after {cuts.Count} cuts");
    }
}
