using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Tests;

/// <summary>Two header hashes at one height stop the chain with both kept; neither is picked (chain.md §4.6).</summary>
public sealed class EquivocationTests
{
    private readonly HospitalDay day = new();
    private readonly Block[] blocks;
    private readonly Block twin;

    public EquivocationTests()
    {
        blocks = day.Later(3);
        twin = blocks[0].Twin(day.World.Hospital);
    }

    [Fact]
    public void A_second_block_at_an_applied_height()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks));
        follower.Tell(day.Arrived(2, twin));
        Assert.Equal(twin.Sealed, StopOf(follower).Conflicting);
        Assert.Equal(3, follower.All<PersistBlock>().Count());
    }

    [Fact]
    public void A_head_that_names_another_header_than_the_applied_one()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks));
        var head = day.HeadOf(2, twin.Header, follower.Now);
        follower.Tell(head);
        Assert.Equal(head.Head, StopOf(follower).ConflictingHead);
        Assert.Empty(follower.All<KeepHead>());
    }

    [Fact]
    public void Two_held_blocks()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks[1]));
        var other = blocks[1].Twin(day.World.Hospital);
        follower.Tell(day.Arrived(2, other));
        Assert.Equal((other.Sealed, blocks[1].Sealed), (StopOf(follower).Conflicting, StopOf(follower).Held));
    }

    [Fact]
    public void A_head_against_a_held_block()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks[1]));
        var head = day.HeadOf(2, blocks[1].Twin(day.World.Hospital).Header, follower.Now);
        follower.Tell(head);
        Assert.Equal((head.Head, blocks[1].Sealed), (StopOf(follower).ConflictingHead, StopOf(follower).Held));
    }

    [Fact]
    public void A_block_against_a_head_that_came_before_it()
    {
        var follower = day.Follower();
        var head = day.HeadOf(2, twin.Header, follower.Now);
        follower.Tell(head);
        follower.Tell(day.Arrived(1, blocks));
        Assert.Equal((blocks[0].Sealed, head.Head), (StopOf(follower).Conflicting, StopOf(follower).HeldHead));
        Assert.Empty(follower.All<PersistBlock>());
    }

    [Fact]
    public void Two_heads_for_a_block_that_never_came()
    {
        var follower = day.Follower();
        var (one, two) = (day.HeadOf(1, blocks[2].Header, follower.Now), day.HeadOf(2, blocks[2].Twin(day.World.Hospital).Header, follower.Now + 1));
        follower.Tell(one);
        follower.Tell(two);
        Assert.Equal((two.Head, one.Head), (StopOf(follower).ConflictingHead, StopOf(follower).HeldHead));
    }

    [Fact]
    public void A_block_that_is_being_verified_is_not_applied_after_its_twin_came()
    {
        var follower = day.Follower();
        follower.HoldsJobs = true;
        follower.Tell(day.Arrived(1, blocks[0]));
        follower.Tell(day.Arrived(2, twin));
        follower.Release();
        StopOf(follower);
        Assert.Empty(follower.All<PersistBlock>());
    }

    [Fact]
    public void A_supernode_whose_key_sealed_another_block_stops_too()
    {
        var rig = day.Supernode();
        rig.Submit(day.Accesses(10, first: 10));
        rig.Tell(day.Arrived(1, twin));
        StopOf(rig);
        Assert.Equal(Protocol.Refusals.ChainStopped, rig.Submit(day.Access(99)).Refusal?.Reason);
    }

    [Fact]
    public void A_supernode_that_hears_a_head_above_its_own_height_by_its_own_key_stops()
    {
        var rig = day.Supernode();
        rig.Tell(day.HeadOf(1, blocks[0].Header, rig.Now));
        Assert.Equal("EQUIVOCATION", rig.Stopped?.Code);
    }

    [Fact]
    public void A_supernode_that_stopped_while_its_header_was_being_sealed_keeps_no_block()
    {
        var rig = day.Supernode();
        rig.Submit(day.Accesses(9));
        rig.Tell(day.HeadOf(1, blocks[0].Header, rig.Now));
        rig.Submit(day.Access(9));
        Assert.Empty(rig.All<SealHeader>());
        Assert.Empty(rig.All<PersistBlock>());
    }

    [Fact]
    public void A_later_head_of_a_lower_block_is_not_kept_not_passed_on_and_not_cosigned()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks));
        var (high, low) = (day.HeadOf(1, blocks[2].Header, follower.Now), day.HeadOf(1, blocks[1].Header, follower.Now + 1_000));
        follower.Tell(high);
        follower.Tell(low);
        follower.Pass(2_000);
        Assert.Equal(high.Head, Assert.Single(follower.All<KeepHead>()).Head);
        Assert.Equal(high.Head, Assert.Single(follower.All<CosignHead>()).Head);
        follower.Tell(day.HeadOf(1, blocks[2].Header, follower.Now));
        Assert.Equal(2, follower.All<KeepHead>().Count());
        Assert.Null(follower.Stopped);
    }

    [Fact]
    public void An_older_head_of_a_lower_block_is_only_late()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks));
        follower.Tell(day.HeadOf(1, blocks[2].Header, follower.Now));
        follower.Tell(day.HeadOf(2, blocks[1].Header, follower.Now - 1));
        Assert.Null(follower.Stopped);
    }

    [Fact]
    public void The_same_header_with_another_seal_is_no_proof()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks[0]));
        follower.Tell(day.Arrived(2, blocks[0].Reseal(day.World.Hospital, header => header)));
        Assert.Null(follower.Stopped);
    }

    private static StopChain StopOf(Rig rig)
    {
        Assert.Equal("EQUIVOCATION", rig.Stopped?.Code);
        return Assert.Single(rig.All<StopChain>());
    }
}
