using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Node.Peers;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>
/// The peers that keep one chain, and sending to them. Peers come and go on the network's side; the chain's loop takes
/// the difference when it looks, so none is lost however full its inbox is. Thread-safe.
/// </summary>
internal sealed class ChainPeers(Genesis genesis, PeerHub hub, PeerConnections connections, Func<ChainAudience> audience)
{
    private const int DetourPeersMax = 2;

    private readonly Lock gate = new();
    private readonly Dictionary<Bytes32, Claim> claims = [];
    private readonly Dictionary<Bytes32, Claim> told = [];
    private bool changed = true;

    /// <summary>Connected peers that keep this chain.</summary>
    public int FollowingCount => Following().Length;

    /// <summary>The peer may keep this chain.</summary>
    public bool Admits(Bytes32 peer) => audience().Admits(genesis, peer);

    /// <summary>The peer is the chain's supernode.</summary>
    public bool IsSupernode(Bytes32 peer) => peer == genesis.Supernode.TlsFingerprint;

    /// <summary>The system manager's node keeps this chain too, and neither seals it nor is this node.</summary>
    public bool ManagerIsAnother => !genesis.IsRegistry && audience().Manager is { } manager && manager != hub.Self;

    /// <summary>A peer says how far it has this chain.</summary>
    public void Take(Bytes32 peer, long connection, StatusFrame status)
    {
        lock (gate)
        {
            if (connections.NumberOf(peer) == connection)
            {
                claims[peer] = new Claim(connection, status.Height, status.IsRunning);
                changed = true;
            }
        }
    }

    public void Gone(Bytes32 peer)
    {
        lock (gate)
        {
            changed |= claims.Remove(peer);
        }
    }

    /// <summary>Who may keep the chain has changed: new ones are told of it.</summary>
    public void AudienceChanged(ChainHost chain, ChainAudience before)
    {
        lock (gate)
        {
            changed = true;
        }

        foreach (var peer in connections.Peers.Where(peer => Admits(peer) && !before.Admits(genesis, peer)))
        {
            Greet(peer, chain);
        }
    }

    /// <summary>A new core knows no peers yet.</summary>
    public void ForgetTold()
    {
        lock (gate)
        {
            told.Clear();
            changed = true;
        }
    }

    /// <summary>What the core has not heard yet about peers.</summary>
    public IReadOnlyList<CoreMessage> TakeChanges()
    {
        lock (gate)
        {
            if (!changed)
            {
                return [];
            }

            changed = false;
            var messages = new List<CoreMessage>();
            foreach (var (peer, claim) in told.ToArray())
            {
                if (!claims.TryGetValue(peer, out var now) || now.Connection != claim.Connection || !now.IsRunning || !Admits(peer))
                {
                    told.Remove(peer);
                    messages.Add(new PeerLeft(peer));
                }
            }

            foreach (var (peer, claim) in claims.Where(pair => pair.Value.IsRunning && Admits(pair.Key)))
            {
                if (told.GetValueOrDefault(peer) != claim)
                {
                    told[peer] = claim;
                    messages.Add(new PeerJoined(peer, claim.Height, IsSupernode(peer), peer == audience().Manager));
                }
            }

            return messages;
        }
    }

    /// <summary>
    /// What a new neighbour hears first: how far this node is, the newest HEAD and the cosignatures it keeps. Only so a supernode that was
    /// restored from a backup learns of a block that it once signed (chain.md §6), and a restored
    /// witness of what it cosigned.
    /// </summary>
    public void Greet(Bytes32 peer, ChainHost chain)
    {
        SendStatus(peer, chain);
        if (chain.NewestHead is { } head)
        {
            hub.TrySend(peer, ChainFrames.HeadAnnounce, HeadFrame.ToBytes(head));
        }

        foreach (var cosigned in chain.Cosignatures.Kept())
        {
            hub.TrySend(peer, ChainFrames.CosignedHeadAnnounce, CosignedHeadFrame.ToBytes(cosigned));
        }
    }

    private void SendStatus(Bytes32 peer, ChainHost chain)
    {
        var head = chain.Chain.Head;
        var status = new StatusFrame(chain.ChainId, head.Height, head.Hash, chain.Stopped is null, chain.ReadHeader(0)?.Seal);
        hub.TrySend(peer, ChainFrames.ChainStatus, status.ToBytes());
    }

    /// <summary>Tells every peer that may keep the chain how it stands here.</summary>
    public void AnnounceStatus(ChainHost chain)
    {
        foreach (var peer in connections.Peers.Where(Admits))
        {
            SendStatus(peer, chain);
        }
    }

    /// <summary>Shows the system manager's node what the supernode did; nothing to do at that node itself.</summary>
    public void ReportEvidence(IEnumerable<Equivocation> evidence)
    {
        if (audience().Manager is not { } manager || manager == hub.Self)
        {
            return;
        }

        foreach (var proof in evidence)
        {
            hub.TrySend(manager, ChainFrames.EvidenceReport, EvidenceFrame.ToBytes(proof));
        }
    }

    public void Send(Bytes32 peer, byte type, byte[] payload) => hub.TrySend(peer, type, payload);

    public void Broadcast(byte type, byte[] payload, Bytes32? except = null)
    {
        foreach (var peer in Following())
        {
            if (peer != except)
            {
                hub.TrySend(peer, type, payload);
            }
        }
    }

    /// <summary>To the supernode if it is connected, otherwise to a few who may be nearer to it.</summary>
    public void SendTowardsSupernode(byte type, byte[] payload)
    {
        var following = Following();
        var targets = following.Contains(genesis.Supernode.TlsFingerprint) ? [genesis.Supernode.TlsFingerprint] : following.Take(DetourPeersMax);
        foreach (var peer in targets)
        {
            hub.TrySend(peer, type, payload);
        }
    }

    /// <param name="peer">The peer.</param>
    /// <param name="reason">A word, then a colon and what exactly.</param>
    public void Drop(Bytes32 peer, string reason)
    {
        var parts = reason.Split(": ", 2);
        hub.Drop(peer, parts[0].ToUpperInvariant(), parts.Length > 1 ? parts[1] : null);
    }

    private Bytes32[] Following()
    {
        lock (gate)
        {
            return [.. claims.Where(pair => pair.Value.IsRunning && Admits(pair.Key)).Select(pair => pair.Key)];
        }
    }

    private sealed record Claim(long Connection, ulong Height, bool IsRunning);
}
