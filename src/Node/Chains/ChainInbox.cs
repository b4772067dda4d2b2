using System.Threading.Channels;

namespace HospitalChain.Node.Chains;

/// <summary>
/// The one bounded channel of a chain's loop. Records are turned away before it is full, so that results, blocks and
/// questions still find a place; whoever has one of those waits. The loop itself never writes into it.
/// </summary>
internal sealed class ChainInbox(ChainHostOptions options)
{
    private readonly Channel<ChainWork> channel = Channel.CreateBounded<ChainWork>(
        new BoundedChannelOptions(options.InboxMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private int waking;

    public ChannelReader<ChainWork> Reader => channel.Reader;

    /// <summary>False when so much waits that the record is answered BUSY.</summary>
    public bool TryTakeRecord(ChainWork.Submit work) => channel.Reader.Count < options.InboxRecordsMax && channel.Writer.TryWrite(work);

    /// <summary>Waits for a place.</summary>
    /// <exception cref="ChannelClosedException">The chain's host ends.</exception>
    public ValueTask PostAsync(ChainWork work, CancellationToken cancellation) => channel.Writer.WriteAsync(work, cancellation);

    /// <summary>
    /// The loop looks around soon. Callers change what it should see first. A full inbox is looked through soon anyway,
    /// and the next tick wakes again.
    /// </summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref waking, 1) == 0 && !channel.Writer.TryWrite(ChainWork.Wake.Instance))
        {
            Woken();
        }
    }

    /// <summary>
    /// The loop took a wake out and looks around after this. Said when it is taken, not earlier: a wake written in between
    /// would be taken out unseen, and no later one written.
    /// </summary>
    public void Woken() => Interlocked.Exchange(ref waking, 0);

    public void Close() => channel.Writer.TryComplete();
}
