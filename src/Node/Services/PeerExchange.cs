using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Threading.Channels;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Peers;

namespace HospitalChain.Node.Services;

/// <summary>
/// Questions and answers between nodes over two kinds of frames, each 8 bytes of number and a payload. Questions that
/// come are answered, a few at a time, from a bounded queue; when it is full they are dropped, and whoever asked gives
/// up after its patience. An answer counts only from the peer that was asked.
/// </summary>
public sealed class PeerExchange(PeerHub hub, PeerFrameKind question, PeerFrameKind answer, TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>Bytes before a payload.</summary>
    public const int NumberBytes = sizeof(ulong);

    private const int QueueMax = 128;
    private const int AnswerersMax = 4;

    private readonly Channel<(Bytes32 Peer, ulong Number, ReadOnlyMemory<byte> Payload)> questions =
        Channel.CreateBounded<(Bytes32, ulong, ReadOnlyMemory<byte>)>(new BoundedChannelOptions(QueueMax) { SingleReader = false });

    private readonly ConcurrentDictionary<ulong, (Bytes32 Peer, TaskCompletionSource<ReadOnlyMemory<byte>> Done)> asked = new();
    private readonly CancellationTokenSource stopping = new();
    private Task answering = Task.CompletedTask;
    private ulong newest;

    /// <summary>Takes questions.</summary>
    internal IPeerFrameHandler Questions => new Handler(question.Type, TakeQuestion);

    /// <summary>Takes answers.</summary>
    internal IPeerFrameHandler Answers => new Handler(answer.Type, TakeAnswer);

    /// <summary>Begins to answer. An empty answer says that there is none.</summary>
    public void Start(Func<Bytes32, ReadOnlyMemory<byte>, CancellationToken, Task<byte[]>> answerOf) => 
        answering = Task.WhenAll(Enumerable.Range(0, AnswerersMax).Select(_ => Task.Run(() => AnswerAsync(answerOf))));

    /// <summary>Asks a peer; null when it is not connected, too slow, or has no answer.</summary>
    public async Task<ReadOnlyMemory<byte>?> AskAsync(Bytes32 peer, byte[] payload, TimeSpan patience, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref newest);
        var done = new TaskCompletionSource<ReadOnlyMemory<byte>>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked[number] = (peer, done);
        using var limit = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation, stopping.Token);
        try
        {
            if (!hub.TrySend(peer, question.Type, Frame(number, payload)))
            {
                return null;
            }

            var answered = await done.Task.WaitAsync(both.Token);
            return answered.IsEmpty ? null : answered;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            asked.TryRemove(number, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        questions.Writer.TryComplete();
        await answering;
        stopping.Dispose();
    }

    private async Task AnswerAsync(Func<Bytes32, ReadOnlyMemory<byte>, CancellationToken, Task<byte[]>> answerOf)
    {
        await foreach (var (peer, number, payload) in questions.Reader.ReadAllAsync())
        {
            try
            {
                var bytes = await answerOf(peer, payload, stopping.Token);
                hub.TrySend(peer, answer.Type, Frame(number, bytes));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                log.AnswerFailed(question.Name, peer, exception);
            }
        }
    }

    private void TakeQuestion(Bytes32 peer, ReadOnlyMemory<byte> frame)
    {
        if (frame.Length < NumberBytes)
        {
            hub.Drop(peer, "MALFORMED", question.Name);
            return;
        }

        questions.Writer.TryWrite((peer, BinaryPrimitives.ReadUInt64BigEndian(frame.Span), frame[NumberBytes..].ToArray()));
    }

    private void TakeAnswer(Bytes32 peer, ReadOnlyMemory<byte> frame)
    {
        if (frame.Length < NumberBytes)
        {
            hub.Drop(peer, "MALFORMED", answer.Name);
        }
        else if (asked.TryGetValue(BinaryPrimitives.ReadUInt64BigEndian(frame.Span), out var waiting) && waiting.Peer == peer)
        {
            waiting.Done.TrySetResult(frame[NumberBytes..].ToArray());
        }
    }

    private static byte[] Frame(ulong number, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[NumberBytes + payload.Length];
        BinaryPrimitives.WriteUInt64BigEndian(frame, number);
        payload.CopyTo(frame.AsSpan(NumberBytes));
        return frame;
    }

    private sealed class Handler(byte type, Action<Bytes32, ReadOnlyMemory<byte>> take) : IPeerFrameHandler
    {
        public byte FrameType => type;

        public void Take(Bytes32 peer, ReadOnlyMemory<byte> payload) => take(peer, payload);
    }
}
