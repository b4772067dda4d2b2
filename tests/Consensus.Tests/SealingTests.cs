using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Tests;

/// <summary>When blocks and heads are made (chain.md §4.2, §4.3, §4.7).</summary>
public sealed class SealingTests
{
    private readonly HospitalDay day = new();

    [Fact]
    public void Ten_at_once_make_a_block_immediately()
    {
        var rig = day.Supernode();
        rig.Submit(day.Accesses(10));
        Assert.Equal(10, Assert.Single(rig.All<PersistBlock>()).Block.Records.Count);
    }

    [Fact]
    public void Nine_wait_for_a_tenth()
    {
        var rig = day.Supernode();
        rig.Submit(day.Accesses(9));
        Assert.Empty(rig.All<PersistBlock>());
        rig.Submit(day.Access(9));
        Assert.Equal(10, Assert.Single(rig.All<PersistBlock>()).Block.Records.Count);
    }

    [Fact]
    public void Fewer_go_in_a_short_block_when_the_first_has_waited_long_enough()
    {
        var rig = day.Supernode();
        var start = rig.Now;
        rig.Submit(day.Access(0));
        rig.Pass(30_000).Submit(day.Access(1));
        rig.Pass(day.Parameters.MaxRecordWaitMillis - 30_000 - 100);
        Assert.Empty(rig.All<PersistBlock>());
        rig.Pass(100);
        var block = Assert.Single(rig.All<PersistBlock>()).Block;
        Assert.Equal(2, block.Records.Count);
        Assert.Equal(start + day.Parameters.MaxRecordWaitMillis, block.Header.TimeMillis);
    }

    [Fact]
    public void Twenty_five_make_two_full_blocks_and_a_short_one_later()
    {
        var rig = day.Supernode();
        rig.Submit(day.Accesses(25));
        Assert.Equal([10, 10], rig.All<PersistBlock>().Select(block => block.Block.Records.Count));
        rig.Pass(day.Parameters.MaxRecordWaitMillis);
        Assert.Equal([10, 10, 5], rig.All<PersistBlock>().Select(block => block.Block.Records.Count));
    }

    [Fact]
    public void Records_are_verified_every_interval_even_when_fewer_than_ten_wait()
    {
        var rig = day.Supernode();
        rig.Submit(day.Access(0));
        rig.Pass(day.Parameters.VerifyIntervalMillis);
        Assert.Single(rig.All<VerifyRecords>());
        Assert.Equal(1, rig.Core.Status().Ready);
    }

    [Fact]
    public void A_block_is_durable_before_anyone_sees_it()
    {
        var rig = day.Supernode();
        rig.Submit(day.Accesses(10));
        var kinds = rig.Done.Select(effect => effect.GetType()).ToList();
        Assert.InRange(kinds.IndexOf(typeof(PersistBlock)), 0, kinds.IndexOf(typeof(BroadcastBlock)) - 1);
    }

    [Fact]
    public void A_record_is_durable_before_it_is_answered()
    {
        var rig = day.Supernode();
        rig.Submit(day.Access(0));
        var kinds = rig.Done.Select(effect => effect.GetType()).ToList();
        Assert.InRange(kinds.IndexOf(typeof(PersistRecord)), 0, kinds.IndexOf(typeof(Answer)) - 1);
    }

    [Fact]
    public void A_quiet_chain_signs_a_head_every_interval()
    {
        var rig = day.Supernode();
        rig.Pass(10UL * day.Parameters.HeadIntervalMillis);
        Assert.InRange(rig.Heads.Count, 10, 11);
        Assert.All(rig.Heads, head => Assert.Equal(rig.Chain.Head.Hash, head.Head.HeaderHash));
    }

    [Fact]
    public void Block_time_grows_even_when_the_clock_was_set_back()
    {
        var rig = day.Supernode();
        rig.Submit(day.Accesses(10));
        var back = Rig.Supernode(day.World, store: rig.Store, nowMillis: rig.Now - 60_000);
        back.Submit(day.Accesses(10, first: 10));
        Assert.Equal(rig.Chain.Head.TimeMillis + 1, back.Chain.Head.TimeMillis);
    }

    [Fact]
    public void Verification_jobs_are_bounded_also_when_many_rejections_come_at_once()
    {
        var rig = day.Supernode();
        rig.HoldsJobs = true;
        rig.Submit(Enumerable.Range(0, 10).Select(i => day.BadCapsule($"{i}")));
        rig.Release();
        Assert.Equal(10, rig.All<SignRejection>().Count());
        Assert.InRange(rig.Held.Count, 1, new CoreOptions { IsSupernode = true }.VerifyJobsMax);
    }

    [Fact]
    public void Records_that_no_longer_pass_together_are_told_apart_before_the_seal()
    {
        // The same visit is registered twice: the second one is no longer new once the first stands before it.
        var rig = day.Supernode();
        var visit = day.World.NewVisit("twice");
        var (first, second) = (day.World.RegisterVisit(visit, [day.Ada]), day.World.RegisterVisit(visit, [day.Bea]));
        rig.Submit([first, second, .. day.Accesses(8)]);
        rig.Pass(day.Parameters.PromiseWaitMillis);
        Assert.True(rig.Chain.Entries.Record(first.Id)?.Accepted);
        Assert.False(rig.Chain.Entries.Record(second.Id)?.Accepted);
        Assert.Equal("NOT_NEW", Assert.Single(rig.All<SignRejection>()).Rejection.Code);
    }

    [Fact]
    public void Nothing_is_taken_before_the_registry_is_known()
    {
        var rig = Rig.Supernode(day.World, store: day.Store.Backup(), registry: false);
        var answer = rig.Submit(day.Access(0));
        Assert.Equal(Refusals.RegistryBehind.Code, answer.Refusal?.Code);
        Assert.Equal(RefusalKind.NotReady, answer.Refusal?.Reason.Kind);
    }

    [Fact]
    public void The_registry_head_does_not_go_back_while_the_registry_is_read_at_a_start()
    {
        var rig = day.Supernode();
        rig.Submit(day.Access(0));
        rig.Restart(downMillis: day.Parameters.PromiseWaitMillis, registry: false);
        rig.Pass(1_000);
        rig.Tell(new RegistryAdvanced(day.World.Registry[0]));
        rig.Pass(1_000);
        Assert.Empty(rig.All<SealHeader>());
        rig.Tell(new RegistryAdvanced(day.World.Registry[1]));
        var block = Assert.Single(rig.All<PersistBlock>()).Block;
        Assert.Equal(day.World.Registry[1].Head.Hash, block.Header.RegistryHead.HeaderHash);
    }

    [Fact]
    public void A_seal_that_was_not_asked_for_seals_nothing()
    {
        var rig = day.Supernode();
        rig.Submit(day.Access(0));
        rig.Tell(new HeaderSealed(rig.Chain.Head.Hash, Signed.Seal(day.World.Hospital, rig.Chain.Head).Seal));
        Assert.Empty(rig.All<PersistBlock>());
    }

    [Fact]
    public void A_smaller_block_size_is_obeyed()
    {
        var small = new HospitalDay(new ChainParameters { RecordsPerBlock = 3 });
        var rig = small.Supernode();
        rig.Submit(small.Accesses(7));
        Assert.Equal([3, 3], rig.All<PersistBlock>().Select(block => block.Block.Records.Count));
    }
}
