using HospitalChain.Consensus;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Explorer;
using HospitalChain.Node.Explorer.Views;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Browser.Tests;

/// <summary>What the pages say in the moments that are hard to stage in a browser.</summary>
public sealed class WordingTests
{
    private const ulong Now = 1_000_000;
    private static readonly ChainParameters Parameters = new() { VerifyIntervalMillis = 1_000, MaxRecordWaitMillis = 2_000, HeadIntervalMillis = 1_000, HeadAgeMaxMillis = 10_000 };

    [Theory]
    [InlineData(0, 0, 0, "next block begins with the next record", "0/10 records")]
    [InlineData(3, 1, 400, "next block in 0.4 s", "3/10 records")]
    [InlineData(3, 3, 0, "next block due now", "3/10 records")]
    [InlineData(10, 10, 90_000, "next block due now", "10/10 records")]
    [InlineData(27, 4, 59_999, "next block in 59.9 s", "10/10 records")]
    [InlineData(1, 0, 3_723_000, "next block in 1 h 2 min", "1/10 records")]
    public void A_supernode_says_when_and_how_full(int pending, int ready, long inMillis, string when, string ratio)
    {
        var next = NextBlock.Of(Chain(pending, ready, nextAt: pending == 0 ? 0 : Now + (ulong)inMillis), 10, Now);
        Assert.Equal(when, next.When);
        Assert.Equal(ratio, next.Ratio);
    }

    [Fact]
    public void More_than_a_block_is_said_to_wait_behind_it() =>
        Assert.Equal("17 more wait behind it; 4 verified, 23 to verify", NextBlock.Of(Chain(27, 4, Now + 1), 10, Now).Note);

    [Fact]
    public void A_follower_does_not_guess_when_the_supernode_seals()
    {
        var next = NextBlock.Of(Chain(2, 0, 0) with { IsSupernode = false }, 10, Now);
        Assert.Equal("next block when the supernode seals it", next.When);
        Assert.Equal("accepted here, on their way to the supernode", next.Note);
    }

    [Fact]
    public void A_node_that_catches_up_says_how_far_it_is_behind() =>
        Assert.Equal("catching up: 12 blocks behind", NextBlock.Of(Chain(0, 0, 0, behind: 12) with { IsSupernode = false }, 10, Now).When);

    [Fact]
    public void A_restored_supernode_says_whom_it_waits_for() =>
        Assert.Equal("no next block before a follower confirms this height", NextBlock.Of(Chain(1, 0, Now + 1, sealing: false), 10, Now).When);

    [Theory]
    [InlineData(0, 0, 100, ChainCondition.Fresh)]
    [InlineData(0, 10_000, 3_000, ChainCondition.Fresh)]
    [InlineData(0, 10_000, 3_001, ChainCondition.Quiet)]
    [InlineData(1, 0, 900_000, ChainCondition.Fresh)]
    [InlineData(0, 10_001, 0, ChainCondition.Stale)]
    [InlineData(1, 10_001, 900_000, ChainCondition.Stale)]
    public void A_quiet_chain_is_not_a_stale_one(int pending, long headAge, long blockAge, ChainCondition expected) =>
        Assert.Equal(expected, ConditionRule.Of(Chain(pending, 0, 0), Parameters, (ulong)headAge, (ulong)blockAge));

    [Fact]
    public void Without_a_head_a_chain_is_unheard_and_a_stop_outweighs_all()
    {
        Assert.Equal(ChainCondition.Unheard, ConditionRule.Of(Chain(0, 0, 0), Parameters, headAgeMillis: null, 0));
        var stopped = Chain(0, 0, 0) with { Stopped = Refusals.RootMismatch };
        Assert.Equal(ChainCondition.Stopped, ConditionRule.Of(stopped, Parameters, 0, 0));
        Assert.Equal("no next block: the chain stands still at this node", NextBlock.Of(stopped, 10, Now).When);
    }

    [Theory]
    [InlineData(400, "0.4 s")]
    [InlineData(59_999, "59.9 s")]
    [InlineData(60_000, "1 min 0 s")]
    [InlineData(3_600_000, "1 h 0 min")]
    [InlineData(90_000_000, "1 d 1 h")]
    public void Spans_read_as_people_say_them(long millis, string expected) => Assert.Equal(expected, Wording.Span((ulong)millis));

    [Fact]
    public void Times_that_no_clock_has_are_still_spelled() =>
        Assert.Equal("9999-12-31 23:59:59.999 UTC", Wording.Time(ulong.MaxValue));

    private static ChainHostStatus Chain(int pending, int ready, ulong nextAt, ulong behind = 0, bool sealing = true) => new(
        "hospital-a", default, IsRegistry: false, IsSupernode: true, default, new CoreStatus(7, Now, pending, ready, nextAt, behind, sealing, Restoring: false, null), Followers: 1, Stopped: null);
}
