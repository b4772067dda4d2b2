using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>
/// Which nodes may connect, and which of them keep which chain, by the geneses, the registry and the operator's
/// contacts. An immutable value: a new one is made when the registry grows.
/// </summary>
internal sealed class ChainAudience
{
    private readonly HashSet<Bytes32> configured;
    private readonly HashSet<Bytes32> supernodes;
    private readonly ILookup<Bytes32, KnownMachine> machines;

    public ChainAudience(IReadOnlyList<Genesis> chains, IReadOnlyList<KnownMachine> machines, IEnumerable<Bytes32> configured)
    {
        this.configured = configured.ToHashSet();
        this.machines = machines.Where(machine => !machine.Fingerprint.IsZero).ToLookup(machine => machine.Fingerprint);
        supernodes = chains.Select(chain => chain.Supernode.TlsFingerprint).ToHashSet();
        Manager = chains.FirstOrDefault(chain => chain.IsRegistry)?.Supernode.TlsFingerprint;
    }

    /// <summary>Fingerprint of the system manager's node; null where no registry chain is followed.</summary>
    public Bytes32? Manager { get; }

    /// <summary>Every fingerprint that may connect.</summary>
    public IEnumerable<Bytes32> Known => configured.Union(supernodes).Union(machines.Select(machine => machine.Key));

    /// <summary>
    /// The peer may keep the chain. The registry is for every known node. A hospital's chain is private: its own node and
    /// machines, the system manager's, clouds and proxies. A contact of the operator that neither registry nor genesis
    /// knows counts as the operator's own machine.
    /// </summary>
    public bool Admits(Genesis chain, Bytes32 peer)
    {
        if (peer == chain.Supernode.TlsFingerprint || peer == Manager)
        {
            return true;
        }

        if (chain.IsRegistry)
        {
            return configured.Contains(peer) || supernodes.Contains(peer) || machines.Contains(peer);
        }

        return machines.Contains(peer) ? machines[peer].Any(machine => Serves(machine, chain))
            : !supernodes.Contains(peer) && configured.Contains(peer);
    }

    private static bool Serves(KnownMachine machine, Genesis chain) => machine.Role switch
    {
        PartyRole.Cloud or PartyRole.Proxy => true,
        PartyRole.Hospital => machine.Signing == chain.Supernode.Signing,
        _ => machine.Owner == chain.Supernode.Signing || machine.Owner == chain.ManagerSigning,
    };
}
