namespace HospitalChain.Node.Tests.Support;

/// <summary>A clock that stands still until a test moves it, and fires timers on the way.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Signal)> waiters = [];
    private DateTimeOffset now = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes when a timer is set that is due within <paramref name="span"/>.</summary>
    public Task TimerDueWithin(TimeSpan span)
    {
        lock (gate)
        {
            if (timers.Exists(timer => timer.Due <= now + span))
            {
                return Task.CompletedTask;
            }

            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add((span, signal));
            return signal.Task;
        }
    }

    public void Advance(TimeSpan span)
    {
        var until = GetUtcNow() + span;
        while (NextDue(until) is { } timer)
        {
            timer.Fire();
        }

        lock (gate)
        {
            now = until;
        }
    }

    private ManualTimer? NextDue(DateTimeOffset until)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
            if (next is not null)
            {
                now = next.Due > now ? next.Due : now;
                next.Reschedule();
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualTime clock, Action fire) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        public void Reschedule()
        {
            if (period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero)
            {
                clock.timers.Remove(this);
            }
            else
            {
                Due += period;
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                period = newPeriod;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock.now + dueTime;
                    clock.timers.Add(this);
                    foreach (var waiter in clock.waiters.Where(waiter => dueTime <= waiter.Due).ToArray())
                    {
                        clock.waiters.Remove(waiter);
                        waiter.Signal.SetResult();
                    }
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
