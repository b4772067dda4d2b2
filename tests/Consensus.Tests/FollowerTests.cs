using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests;

/// <summary>A follower applies what it verified, and nothing else (chain.md §3, §4.4).</summary>
public sealed class FollowerTests
{
    private readonly HospitalDay day = new();

    public static TheoryData<string, Func<Header, Header>> WrongHeaders => new()
    {
        { "ROOT_MISMATCH", header => header.With(stateRoot: header.HistoryRoot) },
        { "ROOT_MISMATCH", header => header.With(historyRoot: header.StateRoot) },
        { "EQUIVOCATION", header => header.With(previous: header.StateRoot) },
        { "LINK_BROKEN", header => header.With(timeMillis: World.StartMillis) },
        { "LINK_BROKEN", header => header.With(registryHead: new RegistryHead(0, header.RegistryHead.HeaderHash)) },
        { "LINK_BROKEN", header => header.With(registryHead: new RegistryHead(header.RegistryHead.Height, header.StateRoot)) },
    };

    [Fact]
    public void Sealed_blocks_are_verified_applied_and_passed_on()
    {
        var follower = day.Follower();
        var blocks = day.Later(3);
        follower.Tell(day.Arrived(1, blocks));
        Assert.Equal(blocks[^1].Header.Hash, follower.Chain.Head.Hash);
        Assert.Equal(blocks[^1].Header.StateRoot, follower.Chain.Tree.Root);
        Assert.Equal(blocks[^1], Assert.Single(follower.All<BroadcastBlock>()).Block);
    }

    [Fact]
    public void Blocks_may_come_in_any_order_and_more_than_once()
    {
        var follower = day.Follower();
        var blocks = day.Later(4);
        foreach (var i in new[] { 2, 0, 2, 3, 0, 1, 1 })
        {
            follower.Tell(day.Arrived(1, blocks[i]));
        }

        Assert.Equal(blocks[^1].Header.Hash, follower.Chain.Head.Hash);
        Assert.Equal(4, follower.All<PersistBlock>().Count());
    }

    [Fact]
    public void Nothing_is_applied_before_it_is_verified()
    {
        var follower = day.Follower();
        follower.HoldsJobs = true;
        follower.Tell(day.Arrived(1, day.Later(1)));
        Assert.Empty(follower.All<PersistBlock>());
        follower.Release();
        Assert.Single(follower.All<PersistBlock>());
    }

    [Fact]
    public void A_block_waits_for_the_registry_block_that_its_header_names()
    {
        var follower = day.Follower(registry: false);
        follower.Tell(new RegistryAdvanced(day.World.Registry[0]));
        follower.Tell(day.Arrived(1, day.Later(1)));
        Assert.Empty(follower.All<VerifyBlocks>());
        follower.Tell(new RegistryAdvanced(day.World.Registry[1]));
        Assert.Single(follower.All<PersistBlock>());
        Assert.Null(follower.Stopped);
    }

    [Fact]
    public void A_block_from_the_future_waits_and_is_not_rejected()
    {
        var block = day.Later(1)[0];
        var follower = day.Follower(nowMillis: block.Header.TimeMillis - day.Parameters.ClockSkewMaxMillis - 1_000);
        follower.Tell(day.Arrived(1, block));
        Assert.Empty(follower.All<VerifyBlocks>());
        follower.Pass(900);
        Assert.Empty(follower.All<VerifyBlocks>());
        follower.Pass(100);
        Assert.Equal(block.Header.Hash, follower.Chain.Head.Hash);
    }

    [Theory]
    [MemberData(nameof(WrongHeaders))]
    public void A_sealed_block_that_breaks_a_rule_stops_the_chain_and_is_kept_as_evidence(string code, Func<Header, Header> change)
    {
        var follower = day.Follower();
        var wrong = day.Later(1)[0].Reseal(day.World.Hospital, change);
        follower.Tell(day.Arrived(1, wrong));
        Assert.Equal(code, follower.Stopped?.Code);
        Assert.Equal(wrong.Sealed, Assert.Single(follower.All<StopChain>()).Conflicting);
        Assert.Empty(follower.All<PersistBlock>());
    }

    [Fact]
    public void A_sealed_block_with_a_record_that_its_author_did_not_sign_stops_the_chain()
    {
        var follower = day.Follower();
        var blocks = day.Later(2);
        follower.Tell(day.Arrived(1, blocks[0], blocks[1].WithForgedRecord(day.World.Hospital)));
        Assert.Equal("SIGNATURE_INVALID", follower.Stopped?.Code);
        Assert.Equal(blocks[0].Header.Hash, follower.Chain.Head.Hash);
    }

    [Fact]
    public void After_a_stop_nothing_is_applied_any_more()
    {
        var follower = day.Follower();
        var blocks = day.Later(2);
        follower.Tell(day.Arrived(1, blocks[0].Reseal(day.World.Hospital, header => header.With(stateRoot: Bytes32.Zero))));
        follower.Tell(day.Arrived(2, blocks));
        follower.Pass(10_000);
        Assert.Empty(follower.All<PersistBlock>());
        Assert.Equal(Protocol.Refusals.ChainStopped, follower.Submit(day.Access(9)).Refusal?.Reason);
    }

    [Fact]
    public void A_block_decides_what_waits_in_a_followers_pool()
    {
        var follower = day.Follower();
        Assert.Equal(SubmissionStatus.Accepted, follower.Submit(day.Access(0)).Status);
        follower.Tell(day.Arrived(1, day.Later(1)));
        Assert.Equal(new SubmissionAnswer(day.Access(0).Id, SubmissionStatus.InBlock, 3), follower.Submit(day.Access(0)));
        Assert.Empty(follower.Store.Pool);
    }
}
