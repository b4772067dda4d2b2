using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Tests;

/// <summary>A follower cosigns heads of what it verified, never turns, and holds nobody up (decision record 0011).</summary>
public sealed class WitnessTests
{
    private const ulong Interval = 250;
    private readonly HospitalDay day = new();
    private readonly Block[] blocks;

    public WitnessTests() => blocks = day.Later(4);

    [Fact]
    public void A_head_is_cosigned_when_its_block_is_applied_and_not_before()
    {
        var follower = day.Follower();
        var head = day.HeadOf(1, blocks[0].Header, follower.Now);
        follower.Tell(head);
        follower.Pass(1_000);
        Assert.Empty(follower.All<CosignHead>());
        follower.Tell(day.Arrived(1, blocks[0]));
        Assert.Equal(head.Head, Assert.Single(follower.All<CosignHead>()).Head);
        Assert.Equal(head.Head.Mark, follower.Store.Cosigned);
    }

    [Fact]
    public void A_block_that_is_being_verified_is_not_cosigned()
    {
        var follower = day.Follower();
        follower.HoldsJobs = true;
        follower.Tell(day.Arrived(1, blocks[0]));
        follower.Tell(day.HeadOf(1, blocks[0].Header, follower.Now));
        Assert.Empty(follower.All<CosignHead>());
        follower.Release();
        Assert.Single(follower.All<CosignHead>());
    }

    [Fact]
    public void Each_head_of_a_quiet_chain_is_cosigned_once()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks[0]));
        for (var i = 0; i < 3; i++)
        {
            follower.Tell(day.HeadOf((byte)(i + 1), blocks[0].Header, follower.Now));
            follower.Pass(1_000);
        }

        Assert.Equal(3, follower.All<CosignHead>().Select(cosign => cosign.Head.TimeMillis).Distinct().Count());
        Assert.Equal(3, follower.All<CosignHead>().Count());
    }

    [Fact]
    public void Of_heads_that_follow_fast_all_witnesses_pick_the_first_of_each_interval_and_the_last()
    {
        var (early, late) = (day.Follower(), day.Follower());
        early.Tell(day.Arrived(1, blocks));
        late.HoldsJobs = true;
        late.Tell(day.Arrived(1, blocks));
        for (var (i, start) = (0UL, early.Now / Interval * Interval); i < 50; i++)
        {
            var head = day.HeadOf(1, blocks[i / 15].Header, start + (i * 20));
            early.Tell(head);
            late.Tell(head);
        }

        late.Release();
        late.Pass(Interval);
        early.Pass(Interval);
        var (mine, yours) = (Times(early), Times(late));
        Assert.Equal(5, mine.Length);
        Assert.Equal(2, yours.Length);
        Assert.Empty(yours.Except(mine));
    }

    [Fact]
    public void An_older_head_after_a_newer_one_is_never_cosigned_not_even_over_a_crash()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks));
        var (older, newer) = (day.HeadOf(1, blocks[0].Header, follower.Now), day.HeadOf(1, blocks[1].Header, follower.Now + 1_000));
        follower.Tell(newer);
        follower.Store.Head = null; // it keeps no HEAD, only what it cosigned
        follower.Restart(downMillis: 2_000);
        follower.Tell(older);
        follower.Pass(1_000);
        Assert.Equal(newer.Head, Assert.Single(follower.All<CosignHead>()).Head);
    }

    [Fact]
    public void What_it_will_cosign_is_durable_before_it_does()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks[0]));
        follower.Tell(day.HeadOf(1, blocks[0].Header, follower.Now));
        Assert.Equal(follower.Store.Cosigned, follower.All<CosignHead>().Last().Head.Mark);
        follower.Restart();
        follower.Tell(day.HeadOf(1, blocks[0].Header, follower.Now));
        follower.Pass(1_000);
        Assert.Single(follower.All<CosignHead>());
    }

    [Fact]
    public void A_stopped_chain_is_not_cosigned()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks[0]));
        follower.Tell(day.Arrived(2, blocks[0].Twin(day.World.Hospital)));
        Assert.NotNull(follower.Stopped);
        follower.Tell(day.HeadOf(1, blocks[0].Header, follower.Now));
        follower.Pass(1_000);
        Assert.Empty(follower.All<CosignHead>());
    }

    [Fact]
    public void A_supernode_does_not_cosign_and_an_operator_may_want_no_witness()
    {
        var supernode = day.Supernode();
        supernode.Pass(30_000);
        Assert.Empty(supernode.All<CosignHead>());
        var follower = day.Follower(new CoreOptions { IsSupernode = false, IsWitness = false });
        follower.Tell(day.Arrived(1, blocks[0]));
        follower.Tell(day.HeadOf(1, blocks[0].Header, follower.Now));
        follower.Pass(1_000);
        Assert.Empty(follower.All<CosignHead>());
    }

    [Fact]
    public void A_restored_witness_hears_first_what_it_cosigned_before_the_loss()
    {
        var follower = day.Follower(new CoreOptions { IsSupernode = false, ConfirmationsAfterRestore = 1, ConfirmationWaitMillis = 5_000 });
        follower.Tell(day.Arrived(1, blocks[0]));
        follower.Tell(day.HeadOf(1, blocks[0].Header, follower.Now));
        follower.Pass(20_000);
        Assert.Empty(follower.All<CosignHead>()); // nobody has called
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 3, IsSupernode: true));
        var lost = new HeadMark(4, blocks[1].Header.Hash, follower.Now);
        follower.Tell(new CosignedBefore(lost));
        Assert.Equal(lost, follower.Store.Cosigned);
        follower.Pass(6_000);
        follower.Tell(day.HeadOf(1, blocks[0].Header, follower.Now));
        follower.Pass(1_000);
        Assert.Empty(follower.All<CosignHead>()); // lower than what it cosigned
        follower.Tell(day.Arrived(1, blocks));
        var next = day.HeadOf(1, blocks[3].Header, follower.Now);
        follower.Tell(next);
        follower.Pass(1_000);
        Assert.Equal(next.Head, Assert.Single(follower.All<CosignHead>()).Head);
    }

    [Fact]
    public void Being_shown_an_older_cosignature_of_its_own_changes_nothing()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, blocks[0]));
        follower.Tell(day.HeadOf(1, blocks[0].Header, follower.Now));
        var cosigned = follower.Store.Cosigned;
        follower.Tell(new CosignedBefore(new HeadMark(1, default, cosigned!.Value.TimeMillis - 1)));
        Assert.Equal(cosigned, follower.Store.Cosigned);
    }

    private static ulong[] Times(Rig rig) => [.. rig.All<CosignHead>().Select(cosign => cosign.Head.TimeMillis)];
}
