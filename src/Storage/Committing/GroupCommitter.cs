using System.Threading.Channels;

namespace HospitalChain.Storage.Committing;

/// <summary>
/// Lets many concurrent writers share a sync: one loop takes every batch that waits, writes them as one, and completes
/// them together. Batches keep their order. When the queue is full, writers wait.
/// </summary>
public sealed class GroupCommitter : IAsyncDisposable
{
    private const int WaitingMax = 1024;
    private const int GroupBytesMax = 4 << 20;

    private readonly StoreEngine engine;
    private readonly Channel<Waiting> queue;
    private readonly Task loop;
    private long groups;

    /// <summary>Begins to write for <paramref name="engine"/>, which must outlive it.</summary>
    public GroupCommitter(StoreEngine engine)
    {
        this.engine = engine;
        queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(WaitingMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        loop = Task.Run(RunAsync);
    }

    /// <summary>Synced writes so far, for metrics.</summary>
    public long GroupsWritten => Volatile.Read(ref groups);

    /// <summary>Done when the batch is on the disk.</summary>
    /// <param name="batch">Not to be touched until then.</param>
    /// <param name="cancellation">Ends the waiting for a place in the queue; what has one is written.</param>
    /// <exception cref="StoreException">As of <see cref="StoreEngine.Write"/>; all batches of the group fail alike.</exception>
    /// <exception cref="ObjectDisposedException">The node is stopping; nothing was written.</exception>
    public async Task CommitAsync(StoreBatch batch, CancellationToken cancellation = default)
    {
        var waiting = new Waiting(batch, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await queue.Writer.WriteAsync(waiting, cancellation);
        }
        catch (ChannelClosedException exception)
        {
            throw new ObjectDisposedException(nameof(GroupCommitter), exception);
        }

        await waiting.Done.Task;
    }

    /// <summary>Writes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task RunAsync()
    {
        var group = new List<Waiting>();
        var batch = new StoreBatch();
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.SizeBytes < GroupBytesMax && queue.Reader.TryRead(out var waiting))
            {
                group.Add(waiting);
                batch.Append(waiting.Batch);
            }

            Write(batch, group);
            group.Clear();
            batch.Clear();
        }
    }

    private void Write(StoreBatch batch, List<Waiting> group)
    {
        try
        {
            engine.Write(batch);
            Interlocked.Increment(ref groups);
            group.ForEach(waiting => waiting.Done.SetResult());
        }
        catch (Exception exception) when (exception is StoreException or ObjectDisposedException)
        {
            group.ForEach(waiting => waiting.Done.SetException(exception));
        }
    }

    private readonly record struct Waiting(StoreBatch Batch, TaskCompletionSource Done);
}
