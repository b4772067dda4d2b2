using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests;

/// <summary>A team's records, pending together (chain.md §4.2).</summary>
public sealed class TeamTests
{
    private readonly HospitalDay day = new();
    private readonly TeamWork team;

    public TeamTests()
    {
        var visit = day.World.NewVisit("team's patient");
        Party[] doctors = [day.Ada, day.Bea];
        team = new TeamWork(day.World, visit, doctors);
        day.Grow(day.Store, day.World.RegisterVisit(visit, doctors));
        day.Grow(day.Store, team.Open());
    }

    [Fact]
    public void A_step_waits_for_the_one_before_it_that_is_still_pending()
    {
        var rig = day.Supernode();
        var first = team.Step(1, []);
        var second = team.Step(2, [first]);
        rig.Submit(first);
        rig.Pass(5_000).Submit(second);
        Assert.Empty(rig.All<SignRejection>());
        rig.Pass(2 * day.Parameters.MaxRecordWaitMillis);
        Assert.Empty(rig.All<SignRejection>());
        Assert.True(TeamProgress.Of(rig.Chain.Entries, team.Sid)!.AllSigned);
    }

    [Fact]
    public void A_step_that_nobody_makes_possible_is_refused_in_time_and_costs_nothing()
    {
        var rig = day.Supernode();
        var second = team.Step(2, [team.Step(1, [])]);
        rig.Submit(second);
        rig.Pass(2 * day.Parameters.MaxRecordWaitMillis);
        Assert.Equal("NOT_YOUR_TURN", Assert.Single(rig.All<SignRejection>()).Rejection.Code);
        Assert.False(rig.Chain.Entries.Record(second.Id)!.Value.Accepted);
        Assert.Equal(100u, rig.Chain.Entries.Credit(day.Bea.Key)!.Value.Points);
    }

    [Fact]
    public void A_bad_signature_is_charged()
    {
        var rig = day.Supernode();
        rig.Submit(team.Step(1, [], startMillis: 5));
        rig.Pass(2 * day.Parameters.MaxRecordWaitMillis);
        Assert.Equal("TEAM_SIGNATURE_INVALID", Assert.Single(rig.All<SignRejection>()).Rejection.Code);
        Assert.Equal(90u, rig.Chain.Entries.Credit(day.Ada.Key)!.Value.Points);
    }
}
