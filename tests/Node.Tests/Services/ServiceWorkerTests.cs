using HospitalChain.Node.Api;
using HospitalChain.Node.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace HospitalChain.Node.Tests.Services;

public sealed class ServiceWorkerTests
{
    [Fact]
    public async Task A_timer_or_a_chain_that_calls_a_worker_that_is_gone_does_no_harm()
    {
        var time = new ManualTime();
        var worker = new CountingWorker(time);
        await worker.StartAsync(CancellationToken.None);
        await worker.Rounds.WaitAsync(Patience.Limit);
        worker.Dispose();
        worker.Wake();
        time.Advance(ServiceWorker.Pace * 3);
    }

    [Fact]
    public async Task A_round_is_run_at_the_start_and_at_every_occasion()
    {
        var time = new ManualTime();
        using var worker = new CountingWorker(time);
        await worker.StartAsync(CancellationToken.None);
        Assert.True(await worker.Rounds.WaitAsync(Patience.Limit));
        worker.Wake();
        Assert.True(await worker.Rounds.WaitAsync(Patience.Limit));
        await worker.StopAsync(CancellationToken.None);
    }

    private sealed class CountingWorker(ManualTime time) : ServiceWorker(time, new TestLedgers(), NullLogger.Instance)
    {
        public SemaphoreSlim Rounds { get; } = new(0);

        protected override Task RunRoundAsync(CancellationToken cancellation)
        {
            Rounds.Release();
            return Task.CompletedTask;
        }
    }
}
