using System.Text;
using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Teams;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Tests.Network;

/// <summary>A team in hospital A with an open session, its patient, and a reader in hospital B, all through the real client.</summary>
internal sealed class TeamScene : IDisposable
{
    public const ulong StepMillis = 60_000;
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private readonly TestParty patient = TestParty.Named("patient");
    private readonly TestParty[] doctors;
    private readonly TestParty other;

    private TeamScene(TestNetwork network, TestParty[] doctors, TestParty other)
    {
        (Network, this.doctors, this.other) = (network, doctors, other);
        (Hospital, Patient, Reader, Team) = (null!, null!, null!, null!);
        SwitchOn();
    }

    public TestNetwork Network { get; }

    public ClientSession Hospital { get; private set; }

    public ClientSession Patient { get; private set; }

    public ClientSession Reader { get; private set; }

    public ClientSession[] Team { get; private set; }

    public VisitNote Visit { get; private set; } = null!;

    public Bytes32 Sid { get; private set; }

    /// <param name="size">Doctors, 1 to 16.</param>
    /// <param name="resignMax">N.</param>
    public static async Task<TeamScene> StartAsync(int size = 3, uint resignMax = 1)
    {
        var scene = await AssignAsync(size);
        await scene.OpenAsync(resignMax);
        return scene;
    }

    /// <summary>Everything up to the session: the doctors are assigned.</summary>
    public static async Task<TeamScene> AssignAsync(int size = 3)
    {
        var network = await TestNetwork.StartAsync();
        var team = new TestParty[size];
        for (var i = 0; i < size; i++)
        {
            team[i] = await network.EnrolDoctorAsync(i == 0 ? "doctor a" : $"doctor a{i + 1}", network.ChainA);
        }

        var scene = new TeamScene(network, team, await network.EnrolDoctorAsync("doctor b", network.ChainB));
        var desk = scene.Hospital.Connect(network.NodeA.Address, scene.Hospital.OwnIdentity());
        scene.Visit = await new PatientVisits(scene.Patient).RegisterAsync(await desk.IssueTicketAsync("desk 3", default), Journey.PatientId, "short of breath", default);
        var keys = team.Select(doctor => doctor.Key).ToArray();
        await desk.AssignAsync(scene.Visit.Pid, keys, default);
        foreach (var doctor in scene.Team)
        {
            Assert.Single((await new AssignmentInbox(doctor).ReceiveAsync(default)).Taken);
        }

        return scene;
    }

    public async Task OpenAsync(uint resignMax = 1, ulong stepMillis = StepMillis)
    {
        var order = new TeamOrder(Visit.Pid, [.. doctors.Select(doctor => doctor.Key)], Network.Clock.NowMillis, stepMillis, resignMax);
        Sid = await new HospitalTeams(Hospital).OpenAsync(order, Wait, default);
    }

    /// <summary>As `hchain team key` at the hospital: goes on with whatever of the session is on the disk.</summary>
    public async Task<GroupKeyStage> GoOnAsync()
    {
        var teams = new HospitalTeams(Hospital);
        Sid = teams.Find(null);
        await teams.OpenAgainAsync(Sid, Wait, default);
        if (teams.IsOpening(Sid))
        {
            await teams.BeginKeyAsync(Sid, TimeSpan.FromDays(1), default);
        }

        return await teams.AdvanceKeyAsync(Sid, default);
    }

    public static byte[] TextOf(int index) => Encoding.UTF8.GetBytes($"what doctor {index + 1} of the team found");

    /// <summary>Every machine was switched off: what is not on its disk is gone.</summary>
    public void Restart()
    {
        Dispose(Team, Hospital, Patient, Reader);
        SwitchOn();
    }

    /// <summary>The hospital calls, the doctors answer, everyone has the key.</summary>
    public async Task AgreeAsync()
    {
        var teams = new HospitalTeams(Hospital);
        await teams.BeginKeyAsync(Sid, TimeSpan.FromMinutes(1), default);
        await ReceiveAsync();
        Assert.Equal(GroupKeyStage.Established, await teams.AdvanceKeyAsync(Sid, default));
        await ReceiveAsync();
        Assert.All(Team, doctor => Assert.Equal(GroupKeyStage.Established, new DoctorTeams(doctor).KeyStage(Sid)));
    }

    public async Task ReceiveAsync()
    {
        foreach (var doctor in Team)
        {
            await new DoctorTeams(doctor).ReceiveAsync(default);
        }
    }

    public Task<TeamProgress> SignAsync(int index) => new DoctorTeams(Team[index]).SignAsync(Sid, TextOf(index), Wait, default);

    /// <summary>Everyone signs, the last doctor finishes.</summary>
    public async Task<RecordStatus> FinishAsync()
    {
        await SignAllAsync();
        return await new TeamFinisher(Team[^1]).FinishAsync(Sid, Wait, default);
    }

    public async Task SignAllAsync()
    {
        for (var i = 0; i < Team.Length; i++)
        {
            await SignAsync(i);
        }
    }

    /// <summary>The files hold what each doctor wrote.</summary>
    public void AssertParts(OpenedTeamRecord opened)
    {
        Assert.Equal(Sid, opened.Sid);
        Assert.Equal(Team.Length, opened.Parts.Count);
        for (var i = 0; i < Team.Length; i++)
        {
            Assert.Equal(TextOf(i), File.ReadAllBytes(opened.Parts[i].Path));
            Assert.Equal(doctors[i].Key, opened.Parts[i].Doctor);
        }
    }

    public string FolderOf(string name) => patient.FileFor(name);

    public void Dispose()
    {
        Dispose(Team, Hospital, Patient, Reader);
        Network.Dispose();
    }

    private static void Dispose(ClientSession[] team, params ClientSession[] others)
    {
        Array.ForEach(team, session => session.Dispose());
        Array.ForEach(others, session => session.Dispose());
    }

    private void SwitchOn()
    {
        Hospital = Network.SessionOfHospital(Network.HospitalA);
        Patient = Network.Session(patient, ProfileRole.Patient, null);
        Reader = Network.Session(other, ProfileRole.Doctor, Network.ChainB.Genesis.ChainId);
        Team = [.. doctors.Select(doctor => Network.Session(doctor, ProfileRole.Doctor, Network.ChainA.Genesis.ChainId))];
    }
}
