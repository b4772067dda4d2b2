using HospitalChain.Consensus.Effects;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus;

/// <summary>Whom to ask for which blocks (chain.md §5): one request at a time, to a peer that says it has them.</summary>
internal sealed class SyncPlanner(CoreState core, BlockIntake intake)
{
    private readonly SortedDictionary<Bytes32, ulong> heights = [];
    private readonly SortedSet<Bytes32> disappointing = [];
    private ulong disappointedAtHeight;
    private (Bytes32 Peer, ulong FromHeight, ulong AtMillis)? asked;

    /// <summary>The highest block that any peer says it has.</summary>
    public ulong HighestKnown => heights.Count == 0 ? 0 : heights.Values.Max();

    /// <summary>Blocks known of and not applied.</summary>
    public ulong BehindBy => Math.Max(Math.Max(HighestKnown, intake.Highest), core.Chain.Head.Height) - core.Chain.Head.Height;

    /// <summary>Peers that say they have no block above this height.</summary>
    public IEnumerable<Bytes32> PeersAtMost(ulong height) => heights.Where(peer => peer.Value <= height).Select(peer => peer.Key);

    public void Joined(Bytes32 peer, ulong height) => heights[peer] = height;

    public void Left(Bytes32 peer)
    {
        heights.Remove(peer);
        if (asked?.Peer == peer)
        {
            asked = null;
        }
    }

    /// <summary>A peer showed that it has a block, or passed on a HEAD that names one, which it may have.</summary>
    public void Seen(Bytes32 peer, ulong height)
    {
        if (heights.TryGetValue(peer, out var known) && known < height)
        {
            heights[peer] = height;
        }
    }

    /// <summary>
    /// Blocks came from a peer. Only the first of those asked for, or none at all, answers the request: a peer that sends
    /// others in the meantime stays silent.
    /// </summary>
    public void Came(Bytes32 peer, IReadOnlyList<Block> blocks)
    {
        if (asked?.Peer == peer && (blocks.Count == 0 || blocks[0].Header.Height == asked.Value.FromHeight))
        {
            asked = null;
        }

        if (blocks.Count == 0 && heights.ContainsKey(peer))
        {
            heights[peer] = core.Chain.Head.Height; // it has no more than we do
            Disappointing().Add(peer);
        }
    }

    /// <summary>Asks for the next missing blocks, or gives up on a silent peer and asks another.</summary>
    public void Plan(ulong nowMillis)
    {
        if (asked is { } open && nowMillis >= open.AtMillis + core.Options.SyncTimeoutMillis)
        {
            heights.Remove(open.Peer);
            asked = null;
            core.Emit(new DropPeer(open.Peer, "silent: did not answer a request for blocks"));
        }

        var next = intake.NextMissing;
        var room = core.Chain.Head.Height + (ulong)(2 * core.Options.SyncBlocksMax);
        if (asked is not null || core.Stopped is not null || next > room)
        {
            return;
        }

        // Whoever had nothing at this height is asked after all others, however often it says that it has more.
        foreach (var (peer, height) in heights.OrderBy(entry => Disappointing().Contains(entry.Key)))
        {
            if (height >= next)
            {
                asked = (peer, next, nowMillis);
                var count = Math.Min((ulong)core.Options.SyncBlocksMax, Math.Min(height, room) - next + 1);
                core.Emit(new RequestBlocks(peer, next, (int)count));
                return;
            }
        }
    }

    /// <summary>Peers that answered with nothing since the chain last grew.</summary>
    private SortedSet<Bytes32> Disappointing()
    {
        if (disappointedAtHeight != core.Chain.Head.Height)
        {
            disappointedAtHeight = core.Chain.Head.Height;
            disappointing.Clear();
        }

        return disappointing;
    }
}
