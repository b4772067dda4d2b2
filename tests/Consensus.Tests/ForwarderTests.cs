using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Protocol;

namespace HospitalChain.Consensus.Tests;

/// <summary>What a node accepted reaches the supernode, whatever is lost on the way (chain.md §4.1).</summary>
public sealed class ForwarderTests
{
    private static readonly ulong RetryMillis = new CoreOptions { IsSupernode = false }.ForwardRetryMillis;
    private readonly HospitalDay day = new();

    [Fact]
    public void A_record_is_passed_on_at_once_after_it_is_durable_and_answered_without_a_promise()
    {
        var follower = day.Follower();
        Assert.Equal(new SubmissionAnswer(day.Access(0).Id, SubmissionStatus.Accepted), follower.Submit(day.Access(0)));
        Assert.Equal(day.Access(0), Assert.Single(Assert.Single(follower.All<ForwardRecords>()).Records));
        var kinds = follower.Done.Select(effect => effect.GetType()).ToList();
        Assert.True(kinds.IndexOf(typeof(PersistRecord)) < kinds.IndexOf(typeof(ForwardRecords)));
    }

    [Fact]
    public void It_is_passed_on_again_until_the_supernode_promises()
    {
        var follower = day.Follower();
        follower.Submit(day.Access(0));
        follower.Pass(3 * RetryMillis);
        Assert.Equal(4, follower.All<ForwardRecords>().Count());
        follower.Tell(PromiseOf(follower, follower.Now));
        follower.Pass(10 * RetryMillis);
        Assert.Equal(4, follower.All<ForwardRecords>().Count());
        Assert.Equal(SubmissionStatus.Promised, follower.Core.StatusOf(day.Access(0).Id).Status);
    }

    [Fact]
    public void It_is_passed_on_at_once_when_the_supernode_comes_back()
    {
        var follower = day.Follower();
        follower.Submit(day.Access(0));
        follower.Tell(new PeerJoined(HospitalDay.Peer(1), 2, IsSupernode: true));
        Assert.Equal(2, follower.All<ForwardRecords>().Count());
    }

    [Fact]
    public void A_promise_lost_in_transit_is_given_again_alike()
    {
        var supernode = day.Supernode();
        var follower = day.Follower();
        follower.Submit(day.Access(0));
        var lost = supernode.Submit(follower.All<ForwardRecords>().Last().Records[0]);
        follower.Pass(RetryMillis);
        supernode.Pass(RetryMillis);
        Assert.Equal(lost, supernode.Submit(follower.All<ForwardRecords>().Last().Records[0]));
    }

    [Fact]
    public void A_supernode_that_forgot_its_promise_gets_the_record_again_after_the_deadline()
    {
        var follower = day.Follower();
        follower.Submit(day.Access(0));
        follower.Tell(PromiseOf(follower, follower.Now));
        follower.Pass(day.Parameters.PromiseWaitMillis - 100);
        Assert.Single(follower.All<ForwardRecords>());
        follower.Pass(100);
        Assert.Equal(2, follower.All<ForwardRecords>().Count());
    }

    [Fact]
    public void A_new_promise_after_the_amnesia_is_the_one_that_counts()
    {
        var follower = day.Follower();
        follower.Submit(day.Access(0));
        follower.Tell(PromiseOf(follower, follower.Now));
        follower.Pass(day.Parameters.PromiseWaitMillis);
        follower.Tell(PromiseOf(follower, follower.Now));
        Assert.Equal(follower.Now + day.Parameters.PromiseWaitMillis, follower.Core.StatusOf(day.Access(0).Id).PromiseDeadlineMillis);
        Assert.Equal(2, follower.All<KeepPromise>().Count());
    }

    [Fact]
    public void A_promise_for_a_record_that_does_not_wait_here_is_not_kept()
    {
        var follower = day.Follower();
        follower.Tell(PromiseOf(follower, follower.Now));
        Assert.Empty(follower.All<KeepPromise>());
    }

    [Fact]
    public void A_follower_that_crashes_passes_on_what_it_accepted_and_remembers_what_was_promised()
    {
        var follower = day.Follower();
        follower.Submit([day.Access(0), day.Access(1)]);
        follower.Tell(PromiseOf(follower, follower.Now));
        var promised = follower.Core.StatusOf(day.Access(0).Id);
        follower.Done.Clear();
        follower.Restart(downMillis: 1_000);
        follower.Pass(100);
        Assert.Equal(day.Access(1).Id, Assert.Single(follower.All<ForwardRecords>().Last().Records).Id);
        Assert.Equal(promised, follower.Core.StatusOf(day.Access(0).Id));
    }

    [Fact]
    public void A_final_refusal_ends_it()
    {
        var follower = day.Follower();
        follower.Submit(day.Access(0));
        follower.Tell(new SupernodeRefused(day.Access(0).Id, Refusals.AuthorExpelled));
        Assert.Equal(day.Access(0).Id, Assert.Single(follower.All<ForgetRecord>()).RecordId);
        Assert.Empty(follower.Store.Pool);
        follower.Pass(2 * RetryMillis);
        Assert.Single(follower.All<ForwardRecords>());
    }

    [Theory]
    [InlineData("BUSY")]
    [InlineData("NOT_SEALING")]
    [InlineData("CHAIN_STOPPED")]
    [InlineData("REGISTRY_BEHIND")]
    [InlineData("ALREADY_RECORDED")]
    [InlineData("AUTHOR_UNKNOWN")]
    [InlineData("ISSUED_IN_FUTURE")]
    public void A_refusal_that_passes_by_itself_is_waited_out(string code)
    {
        var follower = day.Follower();
        follower.Submit(day.Access(0));
        follower.Tell(new SupernodeRefused(day.Access(0).Id, Refusals.Find(code)!));
        Assert.Empty(follower.All<ForgetRecord>());
        follower.Pass(RetryMillis);
        Assert.Equal(2, follower.All<ForwardRecords>().Count());
    }

    [Fact]
    public void A_follower_has_a_bound_too()
    {
        var follower = day.Follower(new CoreOptions { IsSupernode = false, PendingRecordsMax = 3 });
        follower.Submit(day.Accesses(3));
        Assert.Equal(Refusals.Busy, follower.Submit(day.Access(3)).Refusal?.Reason);
    }

    private PromiseArrived PromiseOf(Rig rig, ulong timeMillis) => new(Signed.Promise(
        day.World.Hospital, rig.Chain.ChainId, day.Access(0).Id, timeMillis, timeMillis + day.Parameters.PromiseWaitMillis));
}
