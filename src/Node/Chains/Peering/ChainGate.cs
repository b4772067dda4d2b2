using System.Threading.Channels;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Node.Peers;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>
/// Decodes what peers send about one chain, strictly, on a loop of its own, so that one chain's peers never slow another
/// chain. What does not decode drops the peer. Frames wait in a bounded queue; when it is full one is dropped, since
/// records are passed on again, blocks asked for again, and heads renewed.
/// </summary>
internal sealed class ChainGate(ChainHost chain, ChainStore store, ChainInbox inbox, ChainHostShared shared) : IAsyncDisposable
{
    private readonly Channel<Incoming> frames = Channel.CreateBounded<Incoming>(new BoundedChannelOptions(shared.Options.FramesMax) { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private readonly PeerBudgets budgets = new(shared.Options, shared.Time);
    private long bytesWaiting;

    public void Start() => running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    /// <summary>Takes a frame in, or drops it when too much waits.</summary>
    public void Take(PeerFrame frame, long connection)
    {
        var waiting = Interlocked.Add(ref bytesWaiting, frame.Payload.Length);
        if (waiting > shared.Options.FrameBytesMax || !frames.Writer.TryWrite(new Incoming(frame.Peer, connection, frame.Type, frame.Payload)))
        {
            Interlocked.Add(ref bytesWaiting, -frame.Payload.Length);
            shared.Meters.FrameDropped(chain.Name);
        }
    }

    /// <summary>What a peer's record came to.</summary>
    public void Answered(Bytes32 peer, Refusal? refusal)
    {
        if (refusal is null || refusal.Reason.Kind is RefusalKind.RateLimited or RefusalKind.NotReady)
        {
            budgets.WasOfUse(peer);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var frame in frames.Reader.ReadAllAsync(stopping.Token))
            {
                Interlocked.Add(ref bytesWaiting, -frame.Payload.Length);
                await TakeAsync(frame);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException && stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async ValueTask TakeAsync(Incoming frame)
    {
        try
        {
            if (await WrongOfAsync(frame) is { } wrong)
            {
                budgets.SentBadFrame(frame.Peer);
                shared.Log.BadFrame(frame.Peer, ChainFrames.NameOf(frame.Type), chain.Name, wrong);
                chain.Peers.Drop(frame.Peer, $"{wrong}: {ChainFrames.NameOf(frame.Type)}");
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ChannelClosedException))
        {
            shared.Log.HandlingFailed(ChainFrames.NameOf(frame.Type), frame.Peer, exception);
        }
    }

    /// <summary>Null when the frame was right, or is none of our business; otherwise what is wrong with it.</summary>
    private ValueTask<string?> WrongOfAsync(Incoming frame)
    {
        if (frame.Type == ChainFrames.ChainStatus)
        {
            return new(WrongOfStatus(frame));
        }

        if (!chain.Peers.Admits(frame.Peer))
        {
            return default;
        }

        var payload = frame.Payload.Span;
        return frame.Type switch
        {
            ChainFrames.RecordForward => new(WrongOfRecords(frame)),
            ChainFrames.PromiseReply => TellAsync(PromisesFrame.Parse(payload)),
            ChainFrames.RefusalReply => TellAsync(RefusalFrame.Parse(payload), frame.Peer),
            ChainFrames.BlockAnnounce => TellBlocksAsync(frame.Peer, BlockFrame.Parse(payload) is { } block ? [block] : null),
            ChainFrames.BlocksRequest => new(WrongOfRequest(frame)),
            ChainFrames.BlocksResponse => TellBlocksAsync(frame.Peer, BlocksFrame.Parse(payload)),
            ChainFrames.HeadAnnounce => TellAsync(HeadFrame.Parse(payload) is { } head ? new HeadArrived(frame.Peer, head) : null),
            ChainFrames.EvidenceReport => WrongOfEvidenceAsync(frame),
            ChainFrames.CosignedHeadAnnounce => WrongOfCosignedHeadAsync(frame),
            _ => throw new InvalidOperationException($"frame type {frame.Type}"),
        };
    }

    private string? WrongOfStatus(Incoming frame)
    {
        if (StatusFrame.Parse(frame.Payload.Span) is not { } status)
        {
            return Wrong.Malformed;
        }

        if (status.GenesisSeal is { } seal && chain.ReadHeader(0) is null)
        {
            var header = new SealedHeader(ChainState.AtGenesis(chain.Genesis).Head, seal);
            if (!header.SealIsValid(chain.Genesis.Supernode.Signing))
            {
                return Wrong.Lying;
            }

            store.PutGenesisSeal(header);
        }

        chain.Peers.Take(frame.Peer, frame.Connection, status);
        chain.Wake();
        return null;
    }

    private string? WrongOfRecords(Incoming frame)
    {
        if (!budgets.TryTakeRecords(frame.Peer, 1))
        {
            return Wrong.Flooding;
        }

        if (RecordsFrame.Parse(frame.Payload.Span) is not { } records)
        {
            return Wrong.Malformed;
        }

        if (!budgets.TryTakeRecords(frame.Peer, records.Count - 1))
        {
            return Wrong.Flooding;
        }

        foreach (var record in records)
        {
            if (SignedRecord.Verify(record).Value is not { } signed)
            {
                return Wrong.Lying; // an honest node passes on only what it verified
            }

            if (!inbox.TryTakeRecord(new ChainWork.Submit(signed, frame.Peer)))
            {
                budgets.WasOfUse(frame.Peer); // it is full: the peer sends it again
            }
        }

        return null;
    }

    private string? WrongOfRequest(Incoming frame)
    {
        if (BlocksRequestFrame.Parse(frame.Payload.Span) is not { } request)
        {
            return Wrong.Malformed;
        }

        if (!budgets.TryTakeBlocks(frame.Peer, 1))
        {
            return Wrong.Flooding;
        }

        var blocks = BlocksFrame.ToBytes(chain.ChainId, store.BlockBytesFrom(request.FromHeight), request.Count);
        chain.Peers.Send(frame.Peer, ChainFrames.BlocksResponse, blocks);
        return null;
    }

    /// <summary>What is here already costs the peer: each passes a new block on once, and sends no more than it is asked for.</summary>
    private ValueTask<string?> TellBlocksAsync(Bytes32 peer, IReadOnlyList<Block>? blocks)
    {
        var height = chain.Chain.Head.Height;
        return blocks is null ? new(Wrong.Malformed)
            : !budgets.TryTakeBlocks(peer, blocks.Count(block => block.Header.Height <= height)) ? new(Wrong.Flooding)
            : TellAsync(new BlocksArrived(peer, blocks));
    }

    private async ValueTask<string?> WrongOfEvidenceAsync(Incoming frame)
    {
        if (EvidenceFrame.Parse(frame.Payload.Span) is not { } evidence)
        {
            return Wrong.Malformed;
        }

        if (evidence.Refuses(chain.Genesis) is not null)
        {
            return Wrong.Lying;
        }

        if (!evidence.IsFork)
        {
            return null; // a lie, and none that leaves two histories to choose from
        }

        shared.Log.EvidenceReported(frame.Peer, chain.Name, evidence.Height);
        await chain.StopAsync(evidence, stopping.Token);
        return null;
    }

    /// <summary>The HEAD goes the way of any other; what is new about it goes on to the other peers.</summary>
    private async ValueTask<string?> WrongOfCosignedHeadAsync(Incoming frame)
    {
        if (CosignedHeadFrame.Parse(frame.Payload.Span) is not { } known)
        {
            return Wrong.Malformed;
        }

        if (chain.Cosignatures.Take(known, shared.NowMillis + chain.Genesis.Parameters.ClockSkewMaxMillis) is not { } added)
        {
            return Wrong.Lying;
        }

        await TellAsync(new HeadArrived(frame.Peer, known.Head));
        if (added.Cosignatures.FirstOrDefault(cosignature => cosignature.Witness == shared.NodeKey.PublicKey) is { } own)
        {
            await TellAsync(new CosignedBefore(own.Mark));
        }

        chain.SpreadCosignatures(added, except: frame.Peer);
        return null;
    }

    private async ValueTask<string?> TellAsync(IReadOnlyList<Promise>? promises)
    {
        foreach (var promise in promises ?? [])
        {
            if (promise.Refuses(chain.Genesis, promise.RecordId, promise.TimeMillis) is not null)
            {
                return Wrong.Lying;
            }

            if (!promise.IsFromFuture(shared.NowMillis)) // an honest supernode's clock may have been set back: the record is passed on again
            {
                await TellAsync(new PromiseArrived(promise));
            }
        }

        return promises is null ? Wrong.Malformed : null;
    }

    /// <summary>Only the supernode's own word ends a record's way; a code that this version does not know waits for the next answer.</summary>
    private ValueTask<string?> TellAsync(RefusalFrame? frame, Bytes32 peer) =>
        frame is null ? new(Wrong.Malformed)
        : chain.Peers.IsSupernode(peer) && Refusals.Find(frame.Code) is { } reason ? TellAsync(new SupernodeRefused(frame.RecordId, reason.With(frame.Detail)))
        : default;

    private async ValueTask<string?> TellAsync(CoreMessage? message)
    {
        if (message is null)
        {
            return Wrong.Malformed;
        }

        await inbox.PostAsync(new ChainWork.Tell(message), stopping.Token);
        return null;
    }

    private readonly record struct Incoming(Bytes32 Peer, long Connection, byte Type, ReadOnlyMemory<byte> Payload);

    private static class Wrong
    {
        public const string Malformed = "malformed";
        public const string Lying = "lying";
        public const string Flooding = "flooding";
    }
}
