using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Tests;

/// <summary>Catching up from any peer, and dropping those that lie or stay silent (chain.md §5).</summary>
public sealed class SyncTests
{
    private static readonly CoreOptions Options = new() { IsSupernode = false, SyncBlocksMax = 4 };
    private readonly HospitalDay day = new();

    [Fact]
    public void A_node_that_was_away_catches_up_many_blocks_at_a_time()
    {
        var follower = day.Follower(Options);
        var blocks = day.Later(30);
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 32, IsSupernode: false));
        Serve(follower, 1, blocks);
        Assert.Equal(blocks[^1].Header.Hash, follower.Chain.Head.Hash);
        Assert.InRange(follower.All<RequestBlocks>().Count(), 8, 10);
    }

    [Fact]
    public void A_head_tells_that_there_is_more()
    {
        var follower = day.Follower(Options);
        var blocks = day.Later(1);
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 2, IsSupernode: true));
        Assert.Empty(follower.All<RequestBlocks>());
        follower.Tell(day.HeadOf(1, blocks[0].Header, follower.Now));
        Assert.Equal(3UL, Assert.Single(follower.All<RequestBlocks>()).FromHeight);
    }

    [Fact]
    public void A_peer_that_keeps_claiming_what_it_has_not_does_not_keep_others_from_being_asked()
    {
        var follower = day.Follower(Options);
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 5, IsSupernode: false));
        follower.Tell(new PeerJoined(HospitalDay.Peer(2), 5, IsSupernode: true));
        follower.Tell(day.Arrived(1));
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 5, IsSupernode: false)); // it claims again, and HEADs that it passes on do the same
        Assert.Equal([HospitalDay.Peer(1), HospitalDay.Peer(2)], follower.All<RequestBlocks>().Select(request => request.Peer));
    }

    [Fact]
    public void A_silent_peer_is_dropped_and_another_is_asked()
    {
        var follower = day.Follower(Options);
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 5, IsSupernode: false));
        follower.Tell(new PeerJoined(HospitalDay.Peer(2), 5, IsSupernode: false));
        follower.Pass(Options.SyncTimeoutMillis);
        Assert.Equal(HospitalDay.Peer(1), Assert.Single(follower.All<DropPeer>()).Peer);
        Assert.Equal([HospitalDay.Peer(1), HospitalDay.Peer(2)], follower.All<RequestBlocks>().Select(request => request.Peer));
    }

    [Fact]
    public void A_peer_that_chatters_instead_of_answering_is_silent_all_the_same()
    {
        var follower = day.Follower(Options);
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 5, IsSupernode: false));
        for (var i = 0; i < 6; i++)
        {
            follower.Pass(Options.SyncTimeoutMillis / 5);
            follower.Tell(day.Arrived(1, day.Store.Blocks[0]));
        }

        Assert.Equal(HospitalDay.Peer(1), Assert.Single(follower.All<DropPeer>()).Peer);
    }

    [Fact]
    public void A_peer_that_has_less_than_it_said_is_not_asked_again_for_it()
    {
        var follower = day.Follower(Options);
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 5, IsSupernode: false));
        follower.Tell(day.Arrived(1));
        follower.Pass(10_000);
        Assert.Single(follower.All<RequestBlocks>());
        Assert.Empty(follower.All<DropPeer>());
    }

    [Fact]
    public void A_peer_that_leaves_is_replaced_at_once()
    {
        var follower = day.Follower(Options);
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 5, IsSupernode: false));
        follower.Tell(new PeerJoined(HospitalDay.Peer(2), 5, IsSupernode: false));
        follower.Tell(new PeerLeft(HospitalDay.Peer(1)));
        Assert.Equal(HospitalDay.Peer(2), follower.All<RequestBlocks>().Last().Peer);
    }

    [Fact]
    public void Another_body_under_a_right_seal_drops_the_peer_and_stops_nothing()
    {
        var follower = day.Follower();
        var block = day.Later(1)[0];
        follower.Tell(day.Arrived(1, block.WithBody(day.Access(77))));
        AssertDropped(follower);
        follower.Tell(day.Arrived(2, block));
        Assert.Equal(block.Header.Hash, follower.Chain.Head.Hash);
    }

    [Fact]
    public void Another_number_of_records_under_a_right_seal_drops_the_peer()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, day.Later(1)[0].WithBody()));
        AssertDropped(follower);
    }

    [Fact]
    public void A_block_sealed_by_somebody_else_drops_the_peer()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, day.Later(1)[0].Reseal(day.World.Manager, header => header)));
        AssertDropped(follower);
    }

    [Fact]
    public void A_block_of_another_chain_drops_the_peer()
    {
        var follower = day.Follower();
        follower.Tell(day.Arrived(1, day.World.RegistryBlocks[0]));
        AssertDropped(follower);
    }

    [Fact]
    public void A_head_signed_by_somebody_else_drops_the_peer_and_claims_nothing()
    {
        var follower = day.Follower();
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 2, IsSupernode: false));
        var header = day.Later(1)[0].Header;
        follower.Tell(new HeadArrived(HospitalDay.Peer(1), Signed.Head(day.World.Manager, header.ChainId, 9, header.Hash, follower.Now)));
        AssertDropped(follower);
        Assert.Equal(0UL, follower.Core.Status().BehindBy);
    }

    [Fact]
    public void Heads_are_passed_on_once_the_newest_only_and_none_from_the_future()
    {
        var follower = day.Follower();
        var header = follower.Chain.Head;
        follower.Tell(day.HeadOf(1, header, follower.Now));
        follower.Tell(day.HeadOf(2, header, follower.Now));
        follower.Tell(day.HeadOf(2, header, follower.Now - 1));
        follower.Tell(day.HeadOf(2, header, follower.Now + day.Parameters.ClockSkewMaxMillis + 1));
        Assert.Equal(HospitalDay.Peer(1), Assert.Single(follower.All<KeepHead>()).From);
    }

    private static void AssertDropped(Rig follower)
    {
        Assert.Equal(HospitalDay.Peer(1), Assert.Single(follower.All<DropPeer>()).Peer);
        Assert.Null(follower.Stopped);
        Assert.Empty(follower.All<PersistBlock>());
    }

    /// <summary>Answers every request for blocks that follow the first two.</summary>
    private void Serve(Rig follower, byte peer, Block[] blocks)
    {
        var answered = 0;
        while (follower.All<RequestBlocks>().Skip(answered).FirstOrDefault() is { } request)
        {
            answered++;
            follower.Tell(day.Arrived(peer, blocks.Skip((int)request.FromHeight - 3).Take(request.Count).ToArray()));
        }
    }
}
