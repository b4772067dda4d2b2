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
    private const ulong StepMillis = 60_000;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);
    private readonly List<ClientSession> sessions = [];
    private TestNetwork network = null!;
    private ClientSession hospital = null!;
    private ClientSession patient = null!;
    private ClientSession reader = null!;
    private ClientSession[] team = [];
    private VisitNote visit = null!;
    private Bytes32 sid;

    public async ValueTask InitializeAsync()
    {
        network = await TestNetwork.StartAsync();
        TestParty[] doctors = [await network.EnrolDoctorAsync("doctor a", network.ChainA), await network.EnrolDoctorAsync("doctor a2", network.ChainA), await network.EnrolDoctorAsync("doctor a3", network.ChainA)];
        var other = await network.EnrolDoctorAsync("doctor b", network.ChainB);
        hospital = Keep(network.SessionOfHospital(network.HospitalA));
        patient = Keep(network.Session(TestParty.Named("patient"), ProfileRole.Patient, null));
        reader = Keep(network.Session(other, ProfileRole.Doctor, network.ChainB.Genesis.ChainId));
        team = [.. doctors.Select(doctor => Keep(network.Session(doctor, ProfileRole.Doctor, network.ChainA.Genesis.ChainId)))];
        var desk = hospital.Connect(network.NodeA.Address, hospital.OwnIdentity());
        visit = await new PatientVisits(patient).RegisterAsync(await desk.IssueTicketAsync("desk 3", default), Journey.PatientId, "short of breath", default);
        await desk.AssignAsync(visit.Pid, [.. doctors.Select(doctor => doctor.Key)], default);
        foreach (var doctor in team)
        {
            Assert.Single((await new AssignmentInbox(doctor).ReceiveAsync(default)).Taken);
        }

        var order = new TeamOrder(visit.Pid, [.. doctors.Select(doctor => doctor.Key)], network.Clock.NowMillis, StepMillis, 1);
        sid = await new HospitalTeams(hospital).OpenAsync(order, Wait, default);
    }

    public ValueTask DisposeAsync()
    {
        sessions.ForEach(session => session.Dispose());
        network.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Three_doctors_sign_in_order_the_patient_and_a_consented_reader_open_what_they_signed()
    {
        await AgreeAsync();
        for (var i = 0; i < team.Length; i++)
        {
            var progress = await SignAsync(i);
            Assert.Equal(i == 2 ? 0u : (uint)i + 2, progress.NextPlace);
        }

        var status = await new TeamFinisher(team[2]).FinishAsync(sid, Wait, default);
        Assert.Equal(RecordStatus.InBlock, status.Status);
        var own = await new TeamReader(patient).ReadOwnAsync(visit, status.RecordId, FolderOf("own"), default);
        AssertParts(own);

        var share = await new ShareRequester(reader).RequestAsync(visit.ChainId, visit.Pid, status.RecordId, "TREAT", TimeSpan.FromDays(1), default);
        Assert.Single((await new OfferInbox(patient).ReceiveAsync(visit, default)).Taken);
        var desk = new ConsentDesk(patient);
        await desk.ConsentAsync(visit, await desk.ReviewAsync(visit, share.ShareId, default), Wait, default);
        AssertParts((await new TeamReader(reader).ReadSharedAsync(share, null, FolderOf("shared"), default)).Opened);

        await new TeamTrapdoors(patient).SendAsync(visit, reader.OwnIdentity().Key.PublicKey, network.ChainB.Genesis.ChainId, default);
        Assert.Single((await new TeamTrapdoors(reader).ReceiveAsync(default)).Taken);
        Assert.True((await new TeamReader(reader).ReadSharedAsync(share, null, FolderOf("found"), default)).Opened.FoundByTrapdoor);
        var other = new TeamTrapdoor { ChainId = visit.ChainId, Pid = visit.Pid, Trapdoor = Bc22Trapdoor.Make(patient.Keystore.Keys.VisitKey(visit.Index), new byte[32]).Encoded.ToArray() };
        reader.Shelf.Put(ShelfKinds.TeamTrapdoor, SecretShelf.IdOf(visit.Pid), other.ToBytes());
        Assert.Equal("EVIDENCE_MISMATCH", (await Assert.ThrowsAsync<RefusedException>(() => new TeamReader(reader).ReadSharedAsync(share, null, FolderOf("strange"), default))).Refusal.Code);
    }

    [Fact]
    public async Task Nothing_that_leaves_a_machine_holds_what_the_doctors_wrote_or_the_evidence()
    {
        await AgreeAsync();
        await SignAsync(0);
        await SignAsync(1);
        await SignAsync(2);
        await new TeamFinisher(team[2]).FinishAsync(sid, Wait, default);
        var alpha = new AssignmentInbox(team[0]).Find(null).Alpha.ToArray();
        for (var i = 0; i < team.Length; i++)
        {
            var text = TextOf(i);
            Assert.DoesNotContain(network.Sent, bytes => bytes.AsSpan().IndexOf(text) >= 0);
        }

        Assert.DoesNotContain(network.Sent, bytes => bytes.AsSpan().IndexOf(alpha) >= 0 || Encoding.ASCII.GetString(bytes).Contains(Convert.ToHexStringLower(alpha), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Out_of_turn_is_refused_with_who_is_next()
    {
        await AgreeAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => SignAsync(1));
        Assert.Equal("NOT_YOUR_TURN", refused.Refusal.Code);
        Assert.Contains(team[0].OwnIdentity().Key.PublicKey.ToString(), refused.Refusal.ToString(), StringComparison.Ordinal);
        await SignAsync(0);
        Assert.Equal("NOT_YOUR_TURN", (await Assert.ThrowsAsync<RefusedException>(() => new TeamFinisher(team[0]).FinishAsync(sid, Wait, default))).Refusal.Code);
    }

    [Fact]
    public async Task Without_the_group_key_nobody_signs()
    {
        await new HospitalTeams(hospital).BeginKeyAsync(sid, TimeSpan.FromMinutes(1), default);
        Assert.Equal("TEAM_KEY_MISSING", (await Assert.ThrowsAsync<RefusedException>(() => SignAsync(0))).Refusal.Code);
    }

    [Fact]
    public async Task A_doctor_who_does_not_answer_ends_the_run_and_a_new_one_goes_through()
    {
        var teams = new HospitalTeams(hospital);
        await teams.BeginKeyAsync(sid, TimeSpan.FromSeconds(10), default);
        await new DoctorTeams(team[0]).ReceiveAsync(default);
        network.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("GROUP_KEY_DOCTOR_MISSING", (await Assert.ThrowsAsync<RefusedException>(() => teams.AdvanceKeyAsync(sid, default))).Refusal.Code);
        await new DoctorTeams(team[0]).ReceiveAsync(default);
        Assert.Equal(GroupKeyStage.Ended, new DoctorTeams(team[0]).KeyStage(sid));
        await AgreeAsync();
        Assert.Equal(2u, (await SignAsync(0)).NextPlace);
    }

    [Fact]
    public async Task Too_late_is_refused_and_the_session_over()
    {
        await AgreeAsync();
        network.Clock.Advance(TimeSpan.FromMilliseconds(StepMillis + 1));
        Assert.Equal("DEADLINE_PASSED", (await Assert.ThrowsAsync<RefusedException>(() => SignAsync(0))).Refusal.Code);
    }

    [Fact]
    public async Task A_step_that_was_signed_before_the_connection_broke_is_published_as_it_was()
    {
        await AgreeAsync();
        network.NodeA.UnreachableAt = "/records";
        Assert.Equal("NODE_UNREACHABLE", (await Assert.ThrowsAsync<RefusedException>(() => SignAsync(0))).Refusal.Code);
        network.NodeA.UnreachableAt = null;
        var other = await Assert.ThrowsAsync<RefusedException>(() => new DoctorTeams(team[0]).SignAsync(sid, TextOf(1), Wait, default));
        Assert.Equal("NOT_YOUR_TURN", other.Refusal.Code);
        var progress = await SignAsync(0);
        Assert.Equal((2u, 1u), (progress.NextPlace, progress.Steps[0]!.Attempt));
        Assert.Equal(3u, (await SignAsync(1)).NextPlace);
    }

    [Fact]
    public async Task A_lost_hand_over_is_asked_for_and_comes_again()
    {
        await AgreeAsync();
        await SignAsync(0);
        network.NodeA.LoseMail(Protocol.Flows.MailPurposes.HandOver);
        await new DoctorTeams(team[1]).AskAsync(sid, default);
        await new DoctorTeams(team[0]).ReceiveAsync(default);
        Assert.Equal(3u, (await SignAsync(1)).NextPlace);
    }

    [Fact]
    public async Task Content_that_the_store_changed_is_not_written()
    {
        await AgreeAsync();
        await SignAsync(0);
        await SignAsync(1);
        await SignAsync(2);
        var status = await new TeamFinisher(team[2]).FinishAsync(sid, Wait, default);
        network.CloudStore.Lie = bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
        Assert.Equal("CONTENT_MISMATCH", (await Assert.ThrowsAsync<RefusedException>(() => new TeamReader(patient).ReadOwnAsync(visit, status.RecordId, FolderOf("bad"), default))).Refusal.Code);
        Assert.False(Directory.Exists(FolderOf("bad")));
    }

    private static byte[] TextOf(int index) => Encoding.UTF8.GetBytes($"what doctor {index + 1} of the team found");

    private async Task AgreeAsync()
    {
        var teams = new HospitalTeams(hospital);
        await teams.BeginKeyAsync(sid, TimeSpan.FromMinutes(1), default);
        await ReceiveAsync();
        Assert.Equal(GroupKeyStage.Established, await teams.AdvanceKeyAsync(sid, default));
        await ReceiveAsync();
        Assert.All(team, doctor => Assert.Equal(GroupKeyStage.Established, new DoctorTeams(doctor).KeyStage(sid)));
    }

    private async Task ReceiveAsync()
    {
        foreach (var doctor in team)
        {
            await new DoctorTeams(doctor).ReceiveAsync(default);
        }
    }

    private Task<Protocol.State.TeamProgress> SignAsync(int index) => new DoctorTeams(team[index]).SignAsync(sid, TextOf(index), Wait, default);

    private void AssertParts(OpenedTeamRecord opened)
    {
        Assert.Equal(sid, opened.Sid);
        Assert.Equal(3, opened.Parts.Count);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(TextOf(i), File.ReadAllBytes(opened.Parts[i].Path));
            Assert.Equal(team[i].OwnIdentity().Key.PublicKey, opened.Parts[i].Doctor);
        }
    }

    private string FolderOf(string name) => Path.Combine(patient.Folder.FolderPath, "test", name);

    private ClientSession Keep(ClientSession session)
    {
        sessions.Add(session);
        return session;
    }
}
