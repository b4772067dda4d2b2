using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Chains;

/// <summary>Wakes those who wait for something to happen to a record.</summary>
internal sealed class RecordWaiters : IChainObserver
{
    private readonly Lock gate = new();
    private readonly Dictionary<Bytes32, List<Waiter>> waiting = [];

    /// <summary>Begins to wait; look at the record's status after this, or a step in between is missed.</summary>
    public Waiter Wait(Bytes32 recordId)
    {
        var waiter = new Waiter(this, recordId);
        lock (gate)
        {
            if (!waiting.TryGetValue(recordId, out var waiters))
            {
                waiting.Add(recordId, waiters = []);
            }

            waiters.Add(waiter);
        }

        return waiter;
    }

    /// <summary>Something happened to the record.</summary>
    public void Signal(Bytes32 recordId)
    {
        lock (gate)
        {
            foreach (var waiter in waiting.GetValueOrDefault(recordId) ?? [])
            {
                waiter.Signal();
            }
        }
    }

    public void BlockApplied(ChainHost chain, Block block)
    {
        foreach (var record in block.Records)
        {
            Signal(record.Id);
            if (record.Body is Rejection rejection)
            {
                Signal(rejection.Refused.Id);
            }
        }
    }

    public void RecordPromised(ChainHost chain, Promise promise) => Signal(promise.RecordId);

    public void ChainStopped(ChainHost chain, Refusal reason)
    {
        lock (gate)
        {
            foreach (var waiter in waiting.Values.SelectMany(waiters => waiters))
            {
                waiter.Signal();
            }
        }
    }

    private void Remove(Waiter waiter)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(waiter.RecordId, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
            {
                waiting.Remove(waiter.RecordId);
            }
        }
    }

    /// <summary>One who waits; disposed when it waits no more.</summary>
    internal sealed class Waiter(RecordWaiters owner, Bytes32 recordId) : IDisposable
    {
        private readonly TaskCompletionSource happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Bytes32 RecordId { get; } = recordId;

        public Task Happened => happened.Task;

        public void Signal() => happened.TrySetResult();

        public void Dispose() => owner.Remove(this);
    }
}
