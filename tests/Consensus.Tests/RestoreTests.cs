using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Protocol;

namespace HospitalChain.Consensus.Tests;

/// <summary>A restored supernode seals nothing until its followers confirm that there is no later head (chain.md §6).</summary>
public sealed class RestoreTests
{
    private static readonly CoreOptions Restored = new() { IsSupernode = true, ConfirmationsAfterRestore = 2 };
    private readonly HospitalDay day = new();

    [Fact]
    public void It_signs_nothing_and_takes_nothing_before_they_confirm()
    {
        var rig = day.Supernode(Restored);
        rig.Tell(Joined(1, 2));
        Assert.Equal(Refusals.NotSealing, rig.Submit(day.Access(0)).Refusal?.Reason);
        rig.Pass(60_000);
        Assert.False(rig.Core.Status().Sealing);
        Assert.DoesNotContain(rig.Done, effect => effect is SignHead or SealHeader or SignRejection);
    }

    [Fact]
    public void It_seals_when_enough_have_no_later_block()
    {
        var rig = day.Supernode(Restored);
        rig.Tell(Joined(1, 2));
        rig.Tell(Joined(2, 0));
        Assert.True(rig.Core.Status().Sealing);
        rig.Submit(day.Accesses(10));
        Assert.Single(rig.All<PersistBlock>());
    }

    [Fact]
    public void One_that_was_away_as_well_does_not_make_it_seal_before_the_others_have_called()
    {
        var rig = day.Supernode(Restored with { ConfirmationsAfterRestore = 1, ConfirmationWaitMillis = 15_000 });
        var lost = day.Later(3);
        rig.Tell(Joined(1, 2));
        rig.Pass(10_000);
        Assert.False(rig.Core.Status().Sealing);
        rig.Tell(Joined(2, 5));
        rig.Pass(100);
        rig.Tell(day.Arrived(2, lost));
        Assert.False(rig.Core.Status().Sealing);
        rig.Pass(16_000);
        Assert.True(rig.Core.Status().Sealing);
        rig.Submit(day.Accesses(10, first: 10));
        Assert.Equal(lost[^1].Header.Hash, rig.Chain.Head.Previous);
        Assert.Null(rig.Stopped);
    }

    [Fact]
    public void The_same_follower_twice_is_one_confirmation()
    {
        var rig = day.Supernode(Restored);
        rig.Tell(Joined(1, 2));
        rig.Tell(new PeerLeft(HospitalDay.Peer(1)));
        rig.Tell(Joined(1, 2));
        Assert.False(rig.Core.Status().Sealing);
    }

    [Fact]
    public void It_takes_over_what_was_sealed_after_the_backup_and_goes_on_from_there()
    {
        var rig = day.Supernode(Restored);
        var lost = day.Later(3);
        rig.Tell(Joined(1, 5));
        rig.Tell(Joined(2, 5));
        rig.Tell(day.Arrived(1, lost));
        Assert.True(rig.Core.Status().Sealing);
        rig.Submit(day.Accesses(10, first: 10));
        Assert.Equal(lost[^1].Header.Hash, rig.Chain.Head.Previous);
        Assert.Null(rig.Stopped);
    }

    [Fact]
    public void Confirmations_that_come_while_later_blocks_are_on_the_way_do_not_start_it()
    {
        var rig = day.Supernode(Restored);
        var lost = day.Later(3);
        rig.HoldsJobs = true;
        rig.Tell(Joined(1, 5));
        rig.Tell(day.Arrived(1, lost));
        rig.Tell(Joined(2, 2));
        rig.Tell(Joined(3, 2));
        Assert.False(rig.Core.Status().Sealing);
        rig.HoldsJobs = false;
        rig.Release();
        Assert.True(rig.Core.Status().Sealing);
        Assert.Equal(lost[^1].Header.Hash, rig.Chain.Head.Hash);
        Assert.Null(rig.Stopped);
    }

    [Fact]
    public void A_head_that_it_signed_before_the_loss_holds_it_back_until_that_block_is_here()
    {
        var rig = day.Supernode(Restored);
        var lost = day.Later(1);
        rig.Tell(day.HeadOf(1, lost[0].Header, rig.Now));
        rig.Tell(Joined(1, 2));
        rig.Tell(Joined(2, 2));
        Assert.False(rig.Core.Status().Sealing);
        rig.Tell(day.Arrived(3, lost));
        Assert.True(rig.Core.Status().Sealing);
    }

    [Fact]
    public void What_is_known_already_is_answered_while_it_waits()
    {
        var rig = day.Supernode();
        var answer = rig.Submit(day.Access(0));
        rig.Restart(with: Restored);
        Assert.Equal(answer, rig.Submit(day.Access(0)));
    }

    [Fact]
    public void It_waits_for_the_system_managers_node_however_many_others_confirm()
    {
        var rig = day.Supernode(Restored with { ManagerConfirms = true });
        rig.Tell(Joined(1, 2));
        rig.Tell(Joined(2, 2));
        rig.Tell(Joined(3, 2));
        Assert.False(rig.Core.Status().Sealing);
        rig.Tell(Joined(4, 2) with { IsManager = true });
        Assert.True(rig.Core.Status().Sealing);
    }

    [Fact]
    public void The_system_managers_node_alone_is_not_enough_where_the_operator_wants_more()
    {
        var rig = day.Supernode(Restored with { ManagerConfirms = true });
        rig.Tell(Joined(4, 2) with { IsManager = true });
        Assert.False(rig.Core.Status().Sealing);
        rig.Tell(Joined(1, 2));
        Assert.True(rig.Core.Status().Sealing);
    }

    private static PeerJoined Joined(byte peer, ulong height) => new(HospitalDay.Peer(peer), height, IsSupernode: false);
}
