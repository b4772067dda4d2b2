namespace HospitalChain.Client.Tests.Network;

/// <summary>A clock that moves only when told; whoever waits on it has waited at once, and it moved on by that much.</summary>
internal sealed class TestClock : TimeProvider
{
    private DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    public ulong NowMillis => (ulong)now.ToUnixTimeMilliseconds();

    /// <summary>How long everybody waited in all.</summary>
    public TimeSpan Waited { get; private set; }

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (state is CancellationTokenSource)
        {
            return new PatientTimer(); // a deadline for someone else's answer: nobody waits for that one to pass
        }

        if (dueTime > TimeSpan.Zero)
        {
            now += dueTime;
            Waited += dueTime;
        }

        return new SpentTimer(callback, state);
    }

    private sealed class PatientTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class SpentTimer : ITimer
    {
        public SpentTimer(TimerCallback callback, object? state) => ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
