using System.Net.WebSockets;
using System.Threading.Channels;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Peers;

/// <summary>
/// One living connection: reads frames within their limits, sends from a bounded queue, asks a quiet peer whether it is
/// there, and ends with exactly one reason. The first reason wins.
/// </summary>
internal sealed class PeerLink : IDisposable
{
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    private readonly WebSocket socket;
    private readonly Action cut;
    private readonly PeerLinkSetup setup;
    private readonly ChannelWriter<PeerEvent> events;
    private readonly Channel<OutgoingFrame> queue;
    private readonly CancellationTokenSource stopSending = new();
    private readonly CancellationTokenSource abandonSend;
    private readonly CancellationTokenSource stopReceiving = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PeerFrameReader reader;
    private PeerDrop? drop;
    private long bytesWaiting;
    private long heardAt;
    private long sendingSince;
    private long framesIn, bytesIn, framesOut, bytesOut;
    private int publishing;

    /// <param name="cut">Closes the connection under the socket: a socket's own abort does not wake a pending read on the server's side.</param>
    public PeerLink(WebSocket socket, Action cut, Bytes32 peer, bool outgoing, PeerLinkSetup setup, ChannelWriter<PeerEvent> events)
    {
        this.socket = socket;
        this.cut = cut;
        this.setup = setup;
        this.events = events;
        Peer = peer;
        Outgoing = outgoing;
        ConnectedSince = setup.Time.GetUtcNow();
        heardAt = setup.Time.GetTimestamp();
        queue = Channel.CreateBounded<OutgoingFrame>(new BoundedChannelOptions(setup.Limits.SendFramesMax) { SingleReader = true });
        abandonSend = new CancellationTokenSource(Timeout.InfiniteTimeSpan, setup.Time);
        reader = new PeerFrameReader(socket, setup);
    }

    public Bytes32 Peer { get; }

    public bool Outgoing { get; }

    public DateTimeOffset ConnectedSince { get; }

    /// <summary>Completes when the connection is closed and everything about it has been said.</summary>
    public Task Ended => ended.Task;

    public PeerTraffic Traffic => new(
        Interlocked.Read(ref framesIn), Interlocked.Read(ref bytesIn), Interlocked.Read(ref framesOut), Interlocked.Read(ref bytesOut),
        queue.Reader.Count, Interlocked.Read(ref bytesWaiting));

    /// <summary>Queues one frame. A full queue drops the peer as slow and returns false.</summary>
    public bool TrySend(byte type, ReadOnlyMemory<byte> payload)
    {
        var size = payload.Length + 1;
        var waiting = Interlocked.Add(ref bytesWaiting, size);
        if ((waiting <= setup.Limits.SendBytesMax || waiting == size) && queue.Writer.TryWrite(new OutgoingFrame(type, payload)))
        {
            return true;
        }

        Interlocked.Add(ref bytesWaiting, -size);
        Drop(PeerDropReason.Slow, "the queue for it is full");
        return false;
    }

    /// <summary>
    /// Ends the connection, telling the peer the reason if it still listens. A send that is under way may end first:
    /// cancelling it would abort the socket, and the reason with it.
    /// </summary>
    public void Drop(string reason, string? detail)
    {
        if (Interlocked.CompareExchange(ref drop, new PeerDrop(Peer, reason, detail, setup.Time.GetUtcNow()), null) is null)
        {
            abandonSend.CancelAfter(IsDeaf(reason) ? TimeSpan.Zero : GoodbyeTimeout);
            stopSending.Cancel();
        }
    }

    /// <summary>Runs until something drops the connection, and says what.</summary>
    public async Task<PeerDrop> RunAsync()
    {
        var receiving = ReceiveAsync();
        var watching = WatchAsync();
        await SendAsync();
        await SayGoodbyeAsync();
        await LingerAsync(receiving);
        await stopReceiving.CancelAsync();
        if (!receiving.IsCompleted)
        {
            cut();
        }

        await receiving;
        await watching;
        return drop!;
    }

    public void MarkEnded() => ended.TrySetResult();

    public void Dispose()
    {
        socket.Dispose();
        stopSending.Dispose();
        abandonSend.Dispose();
        stopReceiving.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var frame = await queue.Reader.ReadAsync(stopSending.Token);
                Interlocked.Exchange(ref sendingSince, setup.Time.GetTimestamp() | 1);
                await frame.SendAsync(socket, abandonSend.Token);
                Interlocked.Exchange(ref sendingSince, 0);
                var size = frame.Payload.Length + 1;
                Interlocked.Add(ref bytesWaiting, -size);
                Interlocked.Increment(ref framesOut);
                Interlocked.Add(ref bytesOut, size);
                setup.Meters.PeerFrame(outgoing: true, size);
            }
        }
        catch (OperationCanceledException) when (stopSending.IsCancellationRequested || abandonSend.IsCancellationRequested)
        {
            // Drop() was called; its reason stands.
        }
        catch (Exception exception) when (IsBrokenConnection(exception))
        {
            Drop(PeerDropReason.Lost, "while sending: " + exception.Message);
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var frame = await reader.ReadAsync(stopReceiving.Token);
                if (frame.Failure is { } failure)
                {
                    Drop(failure, frame.Detail);
                    await reader.DiscardAsync(stopReceiving.Token);
                    return;
                }

                Interlocked.Exchange(ref heardAt, setup.Time.GetTimestamp());
                Interlocked.Increment(ref framesIn);
                Interlocked.Add(ref bytesIn, frame.Payload.Length + 1);
                setup.Meters.PeerFrame(outgoing: false, frame.Payload.Length + 1);
                await HandleAsync(frame);
            }
        }
        catch (OperationCanceledException) when (stopReceiving.IsCancellationRequested)
        {
            // The sending side has ended and said why.
        }
        catch (Exception exception) when (IsBrokenConnection(exception))
        {
            Drop(PeerDropReason.Lost, "while receiving: " + exception.Message);
        }
    }

    private async ValueTask HandleAsync(IncomingFrame frame)
    {
        if (Volatile.Read(ref drop) is not null)
        {
            return; // Only the peer's answer to the close is still of interest.
        }

        switch (frame.Type)
        {
            case PeerProtocol.Ping:
                TrySend(PeerProtocol.Pong, ReadOnlyMemory<byte>.Empty);
                return;
            case PeerProtocol.Pong:
                return;
            default:
                Volatile.Write(ref publishing, 1);
                await events.WriteAsync(new PeerFrame(Peer, frame.Type, frame.Payload), stopReceiving.Token);
                Interlocked.Exchange(ref heardAt, setup.Time.GetTimestamp());
                Volatile.Write(ref publishing, 0);
                return;
        }
    }

    /// <summary>Such a peer would not take the reason either.</summary>
    private static bool IsDeaf(string reason) => reason is PeerDropReason.Silent or PeerDropReason.Slow;

    /// <summary>The server reports a connection that was cut as a cancellation that nobody here asked for.</summary>
    private static bool IsBrokenConnection(Exception exception) =>
        exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException;

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(setup.Limits.PingInterval, setup.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopSending.Token))
            {
                CheckPulse();
            }
        }
        catch (OperationCanceledException) when (stopSending.IsCancellationRequested)
        {
            // Nothing to watch any more.
        }
    }

    private void CheckPulse()
    {
        var since = Interlocked.Read(ref sendingSince);
        if (since != 0 && setup.Time.GetElapsedTime(since) >= setup.Limits.SendTimeout)
        {
            Drop(PeerDropReason.Slow, "one send took too long");
            return;
        }

        // While this node's own loop is behind, nothing is read, so the peer's silence says nothing.
        if (Volatile.Read(ref publishing) == 1)
        {
            return;
        }

        var quiet = setup.Time.GetElapsedTime(Interlocked.Read(ref heardAt));
        if (quiet >= setup.Limits.IdleTimeout)
        {
            Drop(PeerDropReason.Silent, null);
        }
        else if (quiet >= setup.Limits.PingInterval)
        {
            TrySend(PeerProtocol.Ping, ReadOnlyMemory<byte>.Empty);
        }
    }

    private async Task SayGoodbyeAsync()
    {
        if (IsDeaf(drop!.Reason))
        {
            cut();
            return;
        }

        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        try
        {
            using var timeout = new CancellationTokenSource(GoodbyeTimeout, setup.Time);
            await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, drop.Reason, timeout.Token);
        }
        catch (Exception exception) when (IsBrokenConnection(exception))
        {
            cut(); // It was only a courtesy; the reason is recorded on this side.
        }
    }

    /// <summary>
    /// Gives the peer a moment to take the reason, reading on until its own close: a connection that is closed with bytes
    /// unread is reset, and what was sent last is lost.
    /// </summary>
    private async Task LingerAsync(Task receiving)
    {
        if (socket.State != WebSocketState.CloseSent || drop!.Reason is PeerDropReason.Stopping)
        {
            return;
        }

        try
        {
            await receiving.WaitAsync(GoodbyeTimeout, setup.Time);
        }
        catch (TimeoutException)
        {
            cut();
        }
    }
}
