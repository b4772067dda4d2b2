using HospitalChain.Node.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace HospitalChain.Node.Tests;

/// <summary>A clean-up that fails once does not end the node.</summary>
public sealed class SweepTests
{
    [Fact]
    public async Task A_sweep_that_fails_is_done_again_at_the_next_interval()
    {
        var time = new ManualTime();
        using var sweep = new FailingSweep(time);
        await sweep.StartAsync(TestContext.Current.CancellationToken);
        await sweep.Failed.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.False(sweep.ExecuteTask!.IsFaulted);

        using var patience = Patience.Token();
        while (!sweep.Again.Task.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await sweep.StopAsync(TestContext.Current.CancellationToken);
        await sweep.ExecuteTask;
    }

    private sealed class FailingSweep(TimeProvider time) : Sweep(TimeSpan.FromMinutes(1), time, NullLogger.Instance)
    {
        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Again { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override Task CleanAsync(CancellationToken cancellation)
        {
            if (Failed.TrySetResult())
            {
                throw new InvalidOperationException("unmapped");
            }

            Again.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
