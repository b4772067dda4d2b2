using System.Collections.Frozen;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Peers;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Storage;

namespace HospitalChain.Node.Chains;

/// <summary>
/// All chains of this node, the registry chain first. As the registry grows, hospitals' chains hear of it and the set of
/// nodes that may connect follows it.
/// </summary>
public sealed class ChainDirectory : IChainObserver, IAsyncDisposable
{
    private readonly FrozenDictionary<Bytes32, ChainHost> byId;
    private readonly RegistryVersions? versions;
    private readonly MachineRegister machines;
    private readonly IReadOnlyList<PeerContact> configured;
    private readonly PeerHub hub;
    private readonly StoreEngine engine;
    private volatile ChainAudience audience;
    private int disposed;

    internal ChainDirectory(
        IReadOnlyList<ChainHost> all, RegistryVersions? versions, MachineRegister machines, ChainAudience audience, IReadOnlyList<PeerContact> configured,
        PeerConnections connections, PeerHub hub, StoreEngine engine)
    {
        All = all;
        Registry = all.FirstOrDefault(chain => chain.Genesis.IsRegistry);
        byId = all.ToFrozenDictionary(chain => chain.ChainId);
        Connections = connections;
        this.versions = versions;
        this.machines = machines;
        this.audience = audience;
        this.configured = configured;
        this.hub = hub;
        this.engine = engine;
        foreach (var chain in all)
        {
            chain.Observers.Add(this);
        }

        SetContacts();
    }

    /// <summary>Every chain, the registry chain first.</summary>
    public IReadOnlyList<ChainHost> All { get; }

    /// <summary>The registry chain; null on a node that follows none.</summary>
    public ChainHost? Registry { get; }

    internal PeerConnections Connections { get; }

    internal ChainAudience Audience => audience;

    /// <summary>The chain with this id; null when this node does not keep it.</summary>
    public ChainHost? Find(Bytes32 chainId) => byId.GetValueOrDefault(chainId);

    /// <summary>The chain that this node seals for its hospital, or as the system manager's; null on a node that only follows.</summary>
    public ChainHost? Sealed => All.FirstOrDefault(chain => chain.IsSupernode);

    /// <summary>When it was the registry's, the hospitals' chains and the network hear of it.</summary>
    void IChainObserver.BlockApplied(ChainHost chain, Block block)
    {
        if (chain != Registry)
        {
            return;
        }

        versions!.Add(chain.Chain);
        if (machines.Add(block))
        {
            var before = audience;
            hub.SetCertificates(machines.Certificates);
            audience = new ChainAudience([.. All.Select(each => each.Genesis)], machines.Machines, configured.Select(contact => contact.Fingerprint));
            SetContacts();
            foreach (var each in All)
            {
                each.Peers.AudienceChanged(each, before);
            }
        }

        foreach (var each in All)
        {
            each.Wake();
        }
    }

    /// <summary>Ends every chain's loop.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return; // the node's stop ended them before its container did
        }

        foreach (var chain in All.Reverse())
        {
            await chain.DisposeAsync();
        }
    }

    internal void Start()
    {
        foreach (var chain in All)
        {
            chain.Start();
        }
    }

    /// <summary>When no chain waits any more after a restore, the store is an ordinary one again.</summary>
    void IChainObserver.HeadArrived(ChainHost chain, SignedHead head)
    {
        if (engine.IsRestored && All.All(each => !each.Status().Core.Restoring))
        {
            engine.ConfirmRestore();
        }
    }

    private void SetContacts()
    {
        var addressed = configured.Select(contact => contact.Fingerprint).ToHashSet();
        var others = audience.Known.Where(fingerprint => !addressed.Contains(fingerprint))
            .Select(fingerprint => new PeerContact(fingerprint.ToString()[..12], fingerprint, Address: null));
        hub.SetContacts(configured.Concat(others));
    }
}
