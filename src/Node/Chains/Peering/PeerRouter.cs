using System.Collections.Frozen;
using HospitalChain.Crypto;
using HospitalChain.Node.Peers;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>
/// Reads what happens on the network and hands it to the chain or the part of the node that it concerns. It never waits
/// for any of them: each has its own bounded queue.
/// </summary>
internal sealed class PeerRouter(PeerHub hub, ChainDirectory chains, IEnumerable<IPeerFrameHandler> handlers, ILogger<PeerRouter> log) : BackgroundService
{
    private readonly FrozenDictionary<byte, IPeerFrameHandler> handlers = handlers.ToFrozenDictionary(handler => handler.FrameType);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await foreach (var happened in hub.Events.ReadAllAsync(CancellationToken.None))
        {
            switch (happened)
            {
                case PeerConnected:
                    Connected(happened.Peer);
                    break;
                case PeerFrame frame when ChainFrames.Has(frame.Type):
                    TakeChainFrame(frame);
                    break;
                case PeerFrame frame:
                    Guard(frame.Type, frame.Peer, () => handlers[frame.Type].Take(frame.Peer, frame.Payload));
                    break;
                case PeerGone:
                    Gone(happened.Peer);
                    break;
            }
        }
    }

    private void Connected(Bytes32 peer)
    {
        chains.Connections.Connected(peer);
        foreach (var chain in chains.All.Where(chain => chain.Peers.Admits(peer)))
        {
            chain.Peers.Greet(peer, chain);
            if (peer == chains.Audience.Manager)
            {
                chain.Peers.ReportEvidence(chain.ReadEvidence());
            }
        }

        foreach (var handler in handlers.Values)
        {
            Guard(handler.FrameType, peer, () => handler.Connected(peer));
        }
    }

    private void TakeChainFrame(PeerFrame frame)
    {
        if (!FrameEnvelope.TryReadChain(frame.Payload.Span, out var chainId))
        {
            hub.Drop(frame.Peer, "MALFORMED", ChainFrames.NameOf(frame.Type));
        }
        else
        {
            chains.Find(chainId)?.Gate.Take(frame, chains.Connections.NumberOf(frame.Peer)); // others' chains are none of our business
        }
    }

    private void Gone(Bytes32 peer)
    {
        chains.Connections.Gone(peer);
        foreach (var chain in chains.All)
        {
            chain.Peers.Gone(peer);
            chain.Wake();
        }

        foreach (var handler in handlers.Values)
        {
            Guard(handler.FrameType, peer, () => handler.Gone(peer));
        }
    }

    private void Guard(byte type, Bytes32 peer, Action handle)
    {
        try
        {
            handle();
        }
        catch (Exception exception)
        {
            log.HandlingFailed($"frame type {type}", peer, exception);
        }
    }
}
