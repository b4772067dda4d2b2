using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Protocol;

namespace HospitalChain.Consensus.Tests;

/// <summary>Rejections, what they cost, and when they no longer hold (chain.md §4.2, §4.5).</summary>
public sealed class CreditTests
{
    private readonly HospitalDay day = new();

    [Fact]
    public void A_refused_record_costs_its_doctor_and_is_in_the_chain_in_full()
    {
        var rig = day.Supernode();
        var bad = day.BadCapsule("bad");
        rig.Submit([bad, .. day.Accesses(9)]);
        rig.Pass(day.Parameters.MaxRecordWaitMillis);
        Assert.Equal(90u, rig.Chain.Entries.Credit(day.Ada.Key)?.Points);
        var rejection = (Protocol.Records.Rejection)rig.Store.Blocks[^1].Records.Single(record => record.Body is Protocol.Records.Rejection).Body;
        Assert.Equal(bad.Bytes.ToArray(), rejection.Refused.Bytes.ToArray());
    }

    [Fact]
    public void Evidence_that_is_not_the_issued_one_is_refused_on_the_hospitals_word()
    {
        var rig = day.Supernode();
        var forged = day.World.Diagnose(day.Ada, day.Visit, "forged", spoil: parts => parts with { Alpha = new byte[32] });
        rig.Submit(forged);
        rig.Pass(day.Parameters.PromiseWaitMillis);
        Assert.Equal("EVIDENCE_MISMATCH", Assert.Single(rig.All<SignRejection>()).Rejection.Code);
        Assert.Equal(80u, rig.Chain.Entries.Credit(day.Ada.Key)?.Points);
    }

    [Fact]
    public void An_expelled_doctors_pending_records_are_rejected_free_of_cost_and_later_ones_refused()
    {
        var rig = day.Supernode();
        var earlier = day.World.Diagnose(day.Ada, day.Visit, "earlier");
        rig.Submit([earlier, .. day.Accesses(9)]);
        var bad = Enumerable.Range(0, 4).Select(i => day.BadCapsule($"{i}")).ToArray();
        var pending = day.World.Diagnose(day.Ada, day.Visit, "pending");
        rig.Submit([.. bad, pending]);
        rig.Pass(day.Parameters.PromiseWaitMillis);

        Assert.True(rig.Chain.Entries.Credit(day.Ada.Key)?.Expelled);
        Assert.All(bad, record => Assert.False(rig.Chain.Entries.Record(record.Id)?.Accepted));
        Assert.True(rig.Chain.Entries.Record(earlier.Id)?.Accepted);
        Assert.NotNull(rig.Chain.Entries.Record(pending.Id));
        Assert.Equal(60u, rig.Chain.Entries.Credit(day.Ada.Key)?.Points);
        Assert.Equal(Refusals.AuthorExpelled, rig.Submit(day.World.Diagnose(day.Ada, day.Visit, "later")).Refusal?.Reason);
    }

    [Fact]
    public void A_record_that_waits_while_its_doctor_is_expelled_is_rejected()
    {
        var rig = day.Supernode();
        var visit = day.World.NewVisit("late");
        rig.Desk.Issue(visit);
        var waiting = day.World.Diagnose(day.Ada, visit, "waits for its visit");
        rig.Submit(waiting);
        rig.Submit([.. Enumerable.Range(0, 4).Select(i => day.BadCapsule($"{i}")), .. day.Accesses(6)]);
        rig.Submit([day.World.RegisterVisit(visit, [day.Bea]), .. day.Accesses(9, first: 6)]);
        rig.Pass(day.Parameters.PromiseWaitMillis);
        Assert.False(rig.Chain.Entries.Record(waiting.Id)?.Accepted);
        Assert.Contains(rig.All<SignRejection>(), sign => sign.Rejection.Refused.Id == waiting.Id && sign.Rejection.Code == "AUTHOR_EXPELLED");
    }

    [Fact]
    public void A_rejection_that_no_longer_holds_puts_the_record_back()
    {
        var rig = day.Supernode();
        var visit = day.World.NewVisit("late");
        rig.Desk.Issue(visit);
        var diagnosis = day.World.Diagnose(day.Ada, visit, "early");
        rig.Submit(diagnosis);
        rig.HoldsJobs = true;
        rig.Pass(day.Parameters.MaxRecordWaitMillis);
        Assert.Equal("VISIT_UNKNOWN", Assert.Single(rig.All<SignRejection>()).Rejection.Code);

        // While the rejection is being verified, the visit comes and is sealed.
        rig.Submit([day.World.RegisterVisit(visit, [day.Ada]), .. day.Accesses(9)]);
        rig.Release(1);
        Assert.NotNull(rig.Chain.Entries.Visit(visit.Claim.Pid.Span));
        rig.Release();
        rig.HoldsJobs = false;
        rig.Pass(day.Parameters.VerifyIntervalMillis);
        while (rig.Held.Count > 0)
        {
            rig.Release();
        }

        rig.Pass(1_000);
        Assert.True(rig.Chain.Entries.Record(diagnosis.Id)?.Accepted);
    }
}
