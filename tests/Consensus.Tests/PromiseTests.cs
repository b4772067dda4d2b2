using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Tests;

/// <summary>A PROMISE ends in a block or in a rejection by its deadline (chain.md §4.1, §4.5).</summary>
public sealed class PromiseTests
{
    /// <summary>No slack at all: promise_wait is verify_interval + max_record_wait.</summary>
    private static readonly ChainParameters Tight = new() { VerifyIntervalMillis = 60_000, MaxRecordWaitMillis = 120_000, PromiseWaitMillis = 180_000 };

    private readonly HospitalDay day = new(Tight);

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(30_000)]
    [InlineData(59_900)]
    public void A_good_record_is_in_a_block_by_the_deadline(ulong afterStart) => Decide(afterStart, day.Access(0), accepted: true);

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(30_000)]
    [InlineData(59_900)]
    public void A_bad_record_is_rejected_by_the_deadline(ulong afterStart) => Decide(afterStart, day.BadCapsule("bad"), accepted: false);

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(30_000)]
    [InlineData(59_900)]
    public void A_record_that_waits_for_what_never_comes_is_rejected_by_the_deadline(ulong afterStart) =>
        Decide(afterStart, day.World.Diagnose(day.Ada, day.World.NewVisit("nobody"), "early"), accepted: false);

    [Fact]
    public void A_record_that_names_something_pending_waits_for_it()
    {
        var rig = day.Supernode();
        var visit = day.World.NewVisit("new");
        rig.Desk.Issue(visit);
        var diagnosis = day.World.Diagnose(day.Ada, visit, "early");
        rig.Submit(diagnosis);
        rig.Pass(Tight.VerifyIntervalMillis);
        rig.Submit([day.World.RegisterVisit(visit, [day.Ada]), .. day.Accesses(9)]);
        Assert.Equal(SubmissionStatus.Promised, rig.Core.StatusOf(diagnosis.Id).Status);
        rig.Pass(Tight.MaxRecordWaitMillis);
        Assert.True(rig.Chain.Entries.Record(diagnosis.Id)?.Accepted);
    }

    [Fact]
    public void A_wait_that_was_in_vain_costs_nothing()
    {
        var rig = day.Supernode();
        rig.Submit(day.World.Diagnose(day.Ada, day.World.NewVisit("nobody"), "early"));
        rig.Pass(Tight.PromiseWaitMillis);
        Assert.Equal("VISIT_UNKNOWN", Assert.Single(rig.All<SignRejection>()).Rejection.Code);
        Assert.Equal(100u, rig.Chain.Entries.Credit(day.Ada.Key)?.Points);
    }

    [Fact]
    public void After_a_crash_overdue_promises_are_sealed_before_any_head_is_signed()
    {
        var rig = day.Supernode();
        var records = day.Accesses(7);
        rig.Submit(records);
        rig.Heads.Clear();
        rig.Restart(downMillis: 10UL * Tight.PromiseWaitMillis).Pass(10_000);
        Assert.NotEmpty(rig.Heads);
        Assert.All(rig.Heads, head => Assert.All(records, record => Assert.NotNull(head.Chain.Entries.Record(record.Id))));
    }

    [Fact]
    public void No_head_is_signed_while_an_overdue_promise_is_being_verified()
    {
        var rig = day.Supernode();
        rig.Submit(day.Accesses(7));
        rig.Heads.Clear();
        rig.HoldsJobs = true;
        rig.Restart(downMillis: Tight.PromiseWaitMillis).Pass(60_000);
        Assert.Empty(rig.Heads);
    }

    [Fact]
    public void A_promise_ends_after_every_head_signed_before_even_when_the_clock_was_set_back()
    {
        var rig = day.Supernode();
        rig.Pass(2UL * Tight.PromiseWaitMillis);
        var back = Rig.Supernode(day.World, store: rig.Store, nowMillis: rig.Now - Tight.PromiseWaitMillis - 30_000);
        var answer = back.Submit(day.Access(0));
        Assert.True(answer.PromiseDeadlineMillis > rig.Heads[^1].Head.TimeMillis);
        Assert.Equal(answer, back.Restart().Submit(day.Access(0)));
        back.Pass(Tight.PromiseWaitMillis);
        Assert.True(back.Chain.Entries.Record(day.Access(0).Id)?.Accepted);
    }

    [Fact]
    public void A_crash_between_refusal_and_rejection_loses_neither()
    {
        var rig = day.Supernode();
        var bad = day.BadCapsule("bad");
        rig.Submit(bad);
        rig.HoldsJobs = true;
        rig.Pass(Tight.VerifyIntervalMillis);
        rig.Release();
        Assert.Single(rig.All<SignRejection>());
        rig.Held.Clear();
        rig.HoldsJobs = false;
        rig.Restart().Pass(Tight.PromiseWaitMillis - Tight.VerifyIntervalMillis);
        Assert.False(rig.Chain.Entries.Record(bad.Id)?.Accepted);
    }

    [Fact]
    public void More_than_can_wait_is_answered_busy_and_taken_later()
    {
        var rig = day.Supernode(new CoreOptions { IsSupernode = true, PendingRecordsMax = 5 });
        rig.Submit(day.Accesses(5));
        Assert.Equal(Refusals.Busy, rig.Submit(day.Access(5)).Refusal?.Reason);
        Assert.Equal(SubmissionStatus.Promised, rig.Submit(day.Access(0)).Status);
        rig.Pass(Tight.MaxRecordWaitMillis);
        Assert.Equal(SubmissionStatus.Promised, rig.Submit(day.Access(5)).Status);
    }

    [Fact]
    public void One_person_does_not_take_the_place_of_all_others()
    {
        var rig = day.Supernode(new CoreOptions { IsSupernode = true, PendingPerPersonMax = 3 });
        var (nobody, own) = (day.World.NewVisit("nobody"), Enumerable.Range(0, 4).Select(i => $"early {i}").ToArray());
        rig.Submit(own[..3].Select(text => day.World.Diagnose(day.Ada, nobody, text)).ToArray());
        var last = day.World.Diagnose(day.Ada, nobody, own[3]);
        Assert.Equal(Refusals.Busy, rig.Submit(last).Refusal?.Reason);
        Assert.Equal(SubmissionStatus.Promised, rig.Submit(day.World.Diagnose(day.Bea, nobody, "other")).Status);
        rig.Submit(day.Accesses(5)); // a proxy writes for many
        Assert.Equal(SubmissionStatus.Promised, rig.Core.StatusOf(day.Access(4).Id).Status);
        rig.Pass(Tight.PromiseWaitMillis);
        Assert.Equal(SubmissionStatus.Promised, rig.Submit(last).Status);
    }

    [Fact]
    public void A_holder_with_more_accesses_than_may_wait_is_busy_and_takes_no_place_of_others()
    {
        var rig = day.Supernode(new CoreOptions { IsSupernode = true, PendingAccessesPerHolderMax = 3 });
        rig.Submit(day.Accesses(3));
        Assert.Equal(Refusals.Busy, rig.Submit(day.Access(3)).Refusal?.Reason);
        Assert.Equal(SubmissionStatus.Promised, rig.Submit(day.World.Diagnose(day.Ada, day.Visit, "asthma")).Status);
        rig.Pass(Tight.PromiseWaitMillis);
        Assert.Equal(SubmissionStatus.Promised, rig.Submit(day.Access(3)).Status);
    }

    [Fact]
    public void The_same_record_is_promised_once_and_answered_alike()
    {
        var rig = day.Supernode();
        var first = rig.Submit(day.Access(0));
        rig.Pass(5_000);
        Assert.Equal(first, rig.Submit(day.Access(0)));
        Assert.Equal(first, rig.Restart().Submit(day.Access(0)));
        Assert.Single(rig.All<PersistRecord>());
    }

    [Fact]
    public void A_decided_record_is_answered_with_its_height_and_enters_no_second_block()
    {
        var rig = day.Supernode();
        var bad = day.BadCapsule("bad");
        rig.Submit([bad, .. day.Accesses(9)]);
        rig.Pass(Tight.MaxRecordWaitMillis);
        Assert.Equal(new SubmissionAnswer(day.Access(0).Id, SubmissionStatus.InBlock, 3), rig.Submit(day.Access(0)));
        Assert.Equal(new SubmissionAnswer(bad.Id, SubmissionStatus.Rejected, 3), rig.Submit(bad));
        Assert.Equal(0, rig.Core.Status().Pending);
    }

    [Fact]
    public void A_record_in_the_pool_that_a_block_decided_already_is_not_judged_again()
    {
        var rig = day.Supernode();
        rig.Submit(day.Accesses(10));
        rig.Store.Keep(new PersistRecord(day.Access(0), rig.Now, rig.Now + Tight.PromiseWaitMillis));
        Assert.Equal(0, rig.Restart().Core.Status().Pending);
    }

    [Fact]
    public void A_promised_access_that_quotes_a_request_for_another_chain_is_rejected_not_kept_for_ever()
    {
        var rig = day.Supernode();
        var foreign = day.World.Access(day.Bea, 0, chainId: day.World.RegistryGenesis.ChainId);
        rig.Submit(foreign);
        rig.Pass(Tight.PromiseWaitMillis);
        Assert.False(rig.Chain.Entries.Record(foreign.Id)?.Accepted);
        Assert.Equal("WRONG_CHAIN", Assert.Single(rig.All<SignRejection>()).Rejection.Code);
    }

    [Fact]
    public void The_hospital_writes_no_rejection_by_itself()
    {
        var rig = day.Supernode();
        var body = new Protocol.Records.Rejection { Refused = day.BadCapsule("bad"), Code = "CAPSULE_INVALID" };
        var answer = rig.Submit(Record.Sign(rig.Chain.ChainId, rig.Now, body, day.World.Hospital.Signing));
        Assert.Equal(Refusals.KindNotAllowed, answer.Refusal?.Reason);
    }

    private void Decide(ulong afterStart, Record record, bool accepted)
    {
        var rig = day.Supernode();
        var answer = rig.Pass(afterStart).Submit(record);
        Assert.Equal(rig.Now + Tight.PromiseWaitMillis, answer.PromiseDeadlineMillis);
        rig.Pass(Tight.PromiseWaitMillis);
        Assert.Equal(accepted, rig.Chain.Entries.Record(record.Id)?.Accepted);
        Assert.InRange(rig.Chain.Head.TimeMillis, answer.PromiseTimeMillis, answer.PromiseDeadlineMillis);
    }
}
