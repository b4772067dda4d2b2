using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class TeamOpenRulesTests
{
    private readonly TeamScene scene = new();

    [Fact]
    public void The_hospital_opens_a_session_for_assigned_doctors()
    {
        Assert.Null(scene.Ledger.CodeOf(scene.Team.Open()));
        scene.Opened();
        Assert.Equal(1u, scene.Progress.NextPlace);
        Assert.Equal(scene.Doctors[0].Key, scene.Progress.NextDoctor);
    }

    [Fact]
    public void Sid_is_the_one_of_the_specification()
    {
        var keys = scene.Doctors.Select(doctor => doctor.Keys.Multisignature(0).PublicKey).ToArray();
        var session = new Crypto.Bc22.TeamSession(
            scene.Visit.Claim.Pid, scene.Visit.Claim.EvidenceHash, scene.World.Hospital.Key, [.. scene.Doctors.Select(doctor => doctor.Key)], keys, World.StartMillis, TeamWork.StepMillis, 2);
        scene.Opened();
        Assert.NotNull(scene.Ledger.State.Entries.Team(session.Sid()));
    }

    [Fact]
    public void Only_the_hospital_opens_one() => Assert.Equal("AUTHOR_NOT_ALLOWED", scene.Ledger.CodeOf(scene.Team.Sign(scene.Team.Opening, scene.Doctors[0])));

    [Fact]
    public void A_session_is_opened_once()
    {
        scene.Opened();
        Assert.Equal("NOT_NEW", scene.Ledger.CodeOf(scene.Team.Open(World.StartMillis + 1)));
        Assert.Null(scene.Ledger.CodeOf(new TeamWork(scene.World, scene.Visit, scene.Doctors, resignMax: 1).Open()));
    }

    [Fact]
    public void The_visit_must_be_known_and_open()
    {
        Assert.Equal("VISIT_UNKNOWN", scene.Ledger.CodeOf(new TeamWork(scene.World, scene.World.NewVisit("other"), scene.Doctors).Open()));
        scene.Ledger.With(scene.World.CloseVisit(scene.Visit));
        Assert.Equal("VISIT_CLOSED", scene.Ledger.CodeOf(scene.Team.Open()));
    }

    [Fact]
    public void Every_doctor_must_be_assigned_to_the_visit() =>
        Assert.Equal("DOCTOR_NOT_ASSIGNED", scene.Ledger.CodeOf(new TeamWork(scene.World, scene.Visit, [scene.Doctors[0], scene.Stranger]).Open()));

    [Fact]
    public void Every_doctor_must_be_in_good_standing()
    {
        scene.Expel(scene.Doctors[1]);
        Assert.Equal("DOCTOR_UNKNOWN", scene.Ledger.CodeOf(scene.Team.Open()));
    }

    [Fact]
    public void Every_key_must_be_the_enrolled_one()
    {
        var members = scene.Team.Opening.Members.ToArray();
        members[2] = new TeamMember { Doctor = members[2].Doctor, Multisignature = members[0].Multisignature };
        Assert.Equal("TEAM_KEY_MISMATCH", scene.Ledger.CodeOf(scene.Team.Sign(With(members), scene.World.Hospital)));
    }

    [Fact]
    public void A_team_has_1_to_16_different_doctors()
    {
        var member = scene.Team.Opening.Members[0];
        Assert.Null(scene.Ledger.CodeOf(scene.Team.Sign(With(member), scene.World.Hospital)));
        Assert.False(Parses(With()));
        Assert.False(Parses(With(member, member)));
        var many = Enumerable.Range(0, 17).Select(i => new TeamMember { Doctor = scene.World.Doctor($"doctor {i}").Key, Multisignature = member.Multisignature }).ToArray();
        Assert.False(Parses(With(many)));
        Assert.True(Parses(With(many[..16])));
    }

    [Fact]
    public void A_session_neither_begins_far_ahead_nor_is_over_when_opened()
    {
        var now = World.StartMillis + 1000;
        Assert.Null(scene.Ledger.CodeOf(From(now + RecordLimits.IssuedAheadMillisMax)));
        Assert.Equal("TEAM_TERMS_INVALID", scene.Ledger.CodeOf(From(now + RecordLimits.IssuedAheadMillisMax + 1)));
        Assert.Null(scene.Ledger.CodeOf(scene.Team.Open(), scene.LastMoment(1)));
        Assert.Equal("DEADLINE_PASSED", scene.Ledger.CodeOf(scene.Team.Open(), scene.LastMoment(1) + 1));
    }

    private Record From(ulong startMillis) => new TeamWork(scene.World, scene.Visit, scene.Doctors, startMillis).Open();

    private bool Parses(TeamOpen body) => Record.Parse(scene.Team.Sign(body, scene.World.Hospital).Bytes.Span).Ok;

    private TeamOpen With(params TeamMember[] members) => new()
    {
        Pid = scene.Team.Opening.Pid,
        Members = members,
        StartMillis = scene.Team.Opening.StartMillis,
        StepMillis = scene.Team.Opening.StepMillis,
        ResignMax = scene.Team.Opening.ResignMax,
    };
}
