namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>Simulated time: what is due is done in order of time, then of asking. Nothing else moves the clock.</summary>
internal sealed class Schedule
{
    private readonly PriorityQueue<Action, (ulong AtMillis, long Order)> due = new();
    private long asked;

    public ulong NowMillis { get; private set; }

    public void After(ulong millis, Action action) => due.Enqueue(action, (NowMillis + millis, asked++));

    public void RunUntil(ulong endMillis)
    {
        while (due.TryPeek(out _, out var when) && when.AtMillis <= endMillis)
        {
            var action = due.Dequeue();
            NowMillis = when.AtMillis;
            action();
        }

        NowMillis = endMillis;
    }
}
