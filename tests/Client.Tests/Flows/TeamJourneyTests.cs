using System.Text;
using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Teams;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>A team of three in hospital A, its patient, and a reader in hospital B, through the real client (crypto.md §6).</summary>
public sealed class TeamJourneyTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TeamScene.Wait;
    private TeamScene scene = null!;

    private TestNetwork Network => scene.Network;

    public async ValueTask InitializeAsync() => scene = await TeamScene.StartAsync();

    public ValueTask DisposeAsync()
    {
        scene.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Three_doctors_sign_in_order_the_patient_and_a_consented_reader_open_what_they_signed()
    {
        await scene.AgreeAsync();
        for (var i = 0; i < scene.Team.Length; i++)
        {
            var progress = await scene.SignAsync(i);
            Assert.Equal(i == 2 ? 0u : (uint)i + 2, progress.NextPlace);
        }

        var status = await new TeamFinisher(scene.Team[2]).FinishAsync(scene.Sid, Wait, default);
        Assert.Equal(RecordStatus.InBlock, status.Status);
        var own = await new TeamReader(scene.Patient).ReadOwnAsync(scene.Visit, status.RecordId, FolderOf("own"), default);
        scene.AssertParts(own);

        var share = await new ShareRequester(scene.Reader).RequestAsync(scene.Visit.ChainId, scene.Visit.Pid, status.RecordId, "TREAT", TimeSpan.FromDays(1), default);
        Assert.Single((await new OfferInbox(scene.Patient).ReceiveAsync(scene.Visit, default)).Taken);
        var desk = new ConsentDesk(scene.Patient);
        await desk.ConsentAsync(scene.Visit, await desk.ReviewAsync(scene.Visit, share.ShareId, default), Wait, default);
        scene.AssertParts((await new TeamReader(scene.Reader).ReadSharedAsync(share, null, FolderOf("shared"), default)).Opened);

        await new TeamTrapdoors(scene.Patient).SendAsync(scene.Visit, scene.Reader.OwnIdentity().Key.PublicKey, Network.ChainB.Genesis.ChainId, default);
        Assert.Single((await new TeamTrapdoors(scene.Reader).ReceiveAsync(default)).Taken);
        Assert.True((await new TeamReader(scene.Reader).ReadSharedAsync(share, null, FolderOf("found"), default)).Opened.FoundByTrapdoor);
        var other = new TeamTrapdoor { ChainId = scene.Visit.ChainId, Pid = scene.Visit.Pid, Trapdoor = Bc22Trapdoor.Make(scene.Patient.Keystore.Keys.VisitKey(scene.Visit.Index), new byte[32]).Encoded.ToArray() };
        scene.Reader.Shelf.Put(ShelfKinds.TeamTrapdoor, SecretShelf.IdOf(scene.Visit.Pid), other.ToBytes());
        Assert.Equal("EVIDENCE_MISMATCH", (await Assert.ThrowsAsync<RefusedException>(() => new TeamReader(scene.Reader).ReadSharedAsync(share, null, FolderOf("strange"), default))).Refusal.Code);
    }

    [Fact]
    public async Task Nothing_that_leaves_a_machine_holds_what_the_doctors_wrote_or_the_evidence()
    {
        await scene.AgreeAsync();
        await scene.SignAsync(0);
        await scene.SignAsync(1);
        await scene.SignAsync(2);
        await new TeamFinisher(scene.Team[2]).FinishAsync(scene.Sid, Wait, default);
        var alpha = new AssignmentInbox(scene.Team[0]).Find(null).Alpha.ToArray();
        for (var i = 0; i < scene.Team.Length; i++)
        {
            var text = TeamScene.TextOf(i);
            Assert.DoesNotContain(Network.Sent, bytes => bytes.AsSpan().IndexOf(text) >= 0);
        }

        Assert.DoesNotContain(Network.Sent, bytes => bytes.AsSpan().IndexOf(alpha) >= 0 || Encoding.ASCII.GetString(bytes).Contains(Convert.ToHexStringLower(alpha), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Out_of_turn_is_refused_with_who_is_next()
    {
        await scene.AgreeAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => scene.SignAsync(1));
        Assert.Equal("NOT_YOUR_TURN", refused.Refusal.Code);
        Assert.Contains(scene.Team[0].OwnIdentity().Key.PublicKey.ToString(), refused.Refusal.ToString(), StringComparison.Ordinal);
        await scene.SignAsync(0);
        Assert.Equal("NOT_YOUR_TURN", (await Assert.ThrowsAsync<RefusedException>(() => new TeamFinisher(scene.Team[0]).FinishAsync(scene.Sid, Wait, default))).Refusal.Code);
    }

    [Fact]
    public async Task Without_the_group_key_nobody_signs()
    {
        await new HospitalTeams(scene.Hospital).BeginKeyAsync(scene.Sid, TimeSpan.FromMinutes(1), default);
        Assert.Equal("TEAM_KEY_MISSING", (await Assert.ThrowsAsync<RefusedException>(() => scene.SignAsync(0))).Refusal.Code);
    }

    [Fact]
    public async Task A_doctor_who_does_not_answer_ends_the_run_and_a_new_one_goes_through()
    {
        var teams = new HospitalTeams(scene.Hospital);
        await teams.BeginKeyAsync(scene.Sid, TimeSpan.FromSeconds(10), default);
        await new DoctorTeams(scene.Team[0]).ReceiveAsync(default);
        Network.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("GROUP_KEY_DOCTOR_MISSING", (await Assert.ThrowsAsync<RefusedException>(() => teams.AdvanceKeyAsync(scene.Sid, default))).Refusal.Code);
        await new DoctorTeams(scene.Team[0]).ReceiveAsync(default);
        Assert.Equal(GroupKeyStage.Ended, new DoctorTeams(scene.Team[0]).KeyStage(scene.Sid));
        await scene.AgreeAsync();
        Assert.Equal(2u, (await scene.SignAsync(0)).NextPlace);
    }

    [Fact]
    public async Task Too_late_is_refused_and_the_session_over()
    {
        await scene.AgreeAsync();
        Network.Clock.Advance(TimeSpan.FromMilliseconds(TeamScene.StepMillis + 1));
        Assert.Equal("DEADLINE_PASSED", (await Assert.ThrowsAsync<RefusedException>(() => scene.SignAsync(0))).Refusal.Code);
    }

    [Fact]
    public async Task A_step_that_was_signed_before_the_connection_broke_is_published_as_it_was()
    {
        await scene.AgreeAsync();
        Network.NodeA.UnreachableAt = "/records";
        Assert.Equal("NODE_UNREACHABLE", (await Assert.ThrowsAsync<RefusedException>(() => scene.SignAsync(0))).Refusal.Code);
        Network.NodeA.UnreachableAt = null;
        var other = await Assert.ThrowsAsync<RefusedException>(() => new DoctorTeams(scene.Team[0]).SignAsync(scene.Sid, TeamScene.TextOf(1), Wait, default));
        Assert.Equal("NOT_YOUR_TURN", other.Refusal.Code);
        var progress = await scene.SignAsync(0);
        Assert.Equal((2u, 1u), (progress.NextPlace, progress.Steps[0]!.Attempt));
        Assert.Equal(3u, (await scene.SignAsync(1)).NextPlace);
    }

    [Fact]
    public async Task A_lost_hand_over_is_asked_for_and_comes_again()
    {
        await scene.AgreeAsync();
        await scene.SignAsync(0);
        Network.NodeA.LoseMail(Protocol.Flows.MailPurposes.HandOver);
        await new DoctorTeams(scene.Team[1]).AskAsync(scene.Sid, default);
        await new DoctorTeams(scene.Team[0]).ReceiveAsync(default);
        Assert.Equal(3u, (await scene.SignAsync(1)).NextPlace);
    }

    [Fact]
    public async Task Content_that_the_store_changed_is_not_written()
    {
        await scene.AgreeAsync();
        await scene.SignAsync(0);
        await scene.SignAsync(1);
        await scene.SignAsync(2);
        var status = await new TeamFinisher(scene.Team[2]).FinishAsync(scene.Sid, Wait, default);
        Network.CloudStore.Lie = bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
        Assert.Equal("CONTENT_MISMATCH", (await Assert.ThrowsAsync<RefusedException>(() => new TeamReader(scene.Patient).ReadOwnAsync(scene.Visit, status.RecordId, FolderOf("bad"), default))).Refusal.Code);
        Assert.False(Directory.Exists(FolderOf("bad")));
    }

    private string FolderOf(string name) => scene.FolderOf(name);
}
