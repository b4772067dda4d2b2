using HospitalChain.Node.Rates;
using HospitalChain.Node.Tests.Support;

namespace HospitalChain.Node.Tests.Rates;

public sealed class RateTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void A_burst_passes_and_then_the_rate()
    {
        var bucket = new TokenBucket(new RateLimit(PerSecond: 2, Burst: 4), time);
        for (var i = 0; i < 4; i++)
        {
            Assert.True(bucket.TryTake(1, out _));
        }

        Assert.False(bucket.TryTake(1, out var wait));
        Assert.Equal(TimeSpan.FromSeconds(0.5), wait);
        time.Advance(wait);
        Assert.True(bucket.TryTake(1, out _));
        Assert.False(bucket.TryTake(1, out _));
    }

    [Fact]
    public void A_bucket_holds_no_more_than_its_burst()
    {
        var bucket = new TokenBucket(new RateLimit(PerSecond: 2, Burst: 4), time);
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(bucket.TryTake(5, out _));
        Assert.True(bucket.TryTake(4, out _));
    }

    [Fact]
    public void One_caller_does_not_slow_another()
    {
        var gate = new RateGate(new RateLimit(PerSecond: 1, Burst: 1), time);
        Assert.True(gate.TryPass("a", out _));
        Assert.False(gate.TryPass("a", out _));
        Assert.True(gate.TryPass("b", out _));
    }

    [Fact]
    public void Busy_callers_fill_a_bounded_table_and_newcomers_share_one_bucket()
    {
        var gate = new RateGate(new RateLimit(PerSecond: 1, Burst: 1), time, callersMax: 3);
        Assert.All(["a", "b", "c", "d"], caller => Assert.True(gate.TryPass(caller, out _)));
        Assert.False(gate.TryPass("e", out _));
        Assert.Equal(3, gate.Callers);
    }

    [Fact]
    public void Idle_callers_are_forgotten_for_new_ones()
    {
        var gate = new RateGate(new RateLimit(PerSecond: 1, Burst: 1), time, callersMax: 3);
        Assert.All(["a", "b", "c"], caller => Assert.True(gate.TryPass(caller, out _)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(["d", "e", "f"], caller => Assert.True(gate.TryPass(caller, out _)));
        Assert.Equal(3, gate.Callers);
    }
}
