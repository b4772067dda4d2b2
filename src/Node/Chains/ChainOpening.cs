using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Peers;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Storage;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Chains;

/// <summary>Opens the configured chains from their genesis files and the store, and refuses what does not fit together.</summary>
internal sealed class ChainOpening(ChainHostShared shared, PeerHub hub, NodeOptions node)
{
    private readonly PeerConnections connections = new();

    /// <exception cref="ChainSetupException">A genesis that does not parse, does not fit the store or the node's keys, or lacks its registry.</exception>
    public ChainDirectory Open()
    {
        var configured = node.Chains.Select(options => (Options: options, Genesis: ReadGenesis(options))).OrderBy(pair => pair.Genesis.IsRegistry ? 0 : 1).ToArray();
        RefuseMisfits(configured.Select(pair => (pair.Options.Name, pair.Genesis)).ToArray());
        var stores = configured.Select(pair => OpenStore(pair.Options.Name, pair.Genesis)).ToArray();

        RegistryVersions? versions = null;
        var machines = new MachineRegister(stores.FirstOrDefault(store => store.Genesis.IsRegistry)?.Genesis);
        if (stores.FirstOrDefault(store => store.Genesis.IsRegistry) is { } registry)
        {
            versions = RegistryVersions.Replay(registry.Genesis, registry.BlocksFrom(1).Select(block =>
            {
                machines.Add(block);
                return block;
            }));
        }

        var contacts = node.Contacts.Select(contact => new PeerContact(contact.Name, contact.Fingerprint, contact.Address)).ToArray();
        hub.SetCertificates(machines.Certificates);
        contacts = [.. contacts.Select(contact => contact with { Fingerprint = machines.MachineOf(contact.Fingerprint) })];
        var audience = new ChainAudience([.. stores.Select(store => store.Genesis)], machines.Machines, contacts.Select(contact => contact.Fingerprint));
        ChainDirectory? directory = null;
        var hosts = stores.Zip(configured, (store, pair) => OpenHost(pair.Options, store, versions, () => directory?.Audience ?? audience)).ToArray();
        directory = new ChainDirectory(hosts, versions, machines, audience, contacts, connections, hub, shared.Engine);
        return directory;
    }

    private static Genesis ReadGenesis(ChainOptions options)
    {
        var bytes = File.ReadAllBytes(options.GenesisPath);
        return bytes.Length <= Genesis.BytesMax && Genesis.Parse(bytes).Value is { } genesis
            ? genesis
            : throw new ChainSetupException($"{options.GenesisPath} is not a genesis of chain {options.Name}", "Copy the genesis file from the chain's supernode again.");
    }

    private static void RefuseMisfits(IReadOnlyList<(string Name, Genesis Genesis)> chains)
    {
        var registries = chains.Where(chain => chain.Genesis.IsRegistry).ToArray();
        if (registries.Length > 1)
        {
            throw new ChainSetupException($"{registries[0].Name} and {registries[1].Name} are both registry chains", "A node belongs to one registry; remove the other.");
        }

        foreach (var (name, genesis) in chains)
        {
            if (!genesis.IsRegistry && (registries.Length == 0 || genesis.RegistryChainId != registries[0].Genesis.ChainId))
            {
                throw new ChainSetupException(
                    $"chain {name} belongs to registry {genesis.RegistryChainId}, which this node does not follow", "Add that registry chain to the node's chains.");
            }

            if (chains.Any(other => other.Name != name && other.Genesis.ChainId == genesis.ChainId))
            {
                throw new ChainSetupException($"chain {name} is configured twice, under two names", "Remove one.");
            }
        }
    }

    /// <summary>A chain's name stays with its id, so that an exchanged genesis file never silently begins another chain.</summary>
    private ChainStore OpenStore(string name, Genesis genesis)
    {
        byte[] key = [.. "chain-name/"u8, .. System.Text.Encoding.UTF8.GetBytes(name)];
        if (shared.Engine.Get(Table.Node, key) is { } stored)
        {
            return new Bytes32(stored) == genesis.ChainId ? ChainStore.Open(shared.Engine, genesis) : throw new ChainSetupException(
                $"the store has chain {name} with id {new Bytes32(stored)}, and the genesis file makes {genesis.ChainId}",
                "Put the right genesis file back, or give the new chain another name.");
        }

        var opened = ChainStore.Open(shared.Engine, genesis);
        var batch = new StoreBatch();
        batch.Put(Table.Node, key, genesis.ChainId.ToArray());
        shared.Engine.Write(batch);
        return opened;
    }

    private ChainHost OpenHost(ChainOptions options, ChainStore store, RegistryVersions? versions, Func<ChainAudience> audience)
    {
        var genesis = store.Genesis;
        ChainSigner? signer = null;
        if (options.Mode == ChainMode.Supernode)
        {
            signer = ChainSigner.For(options.Name, genesis, shared.NodeKey);
            if (genesis.Supernode.TlsFingerprint != hub.Self)
            {
                throw new ChainSetupException(
                    $"chain {options.Name} names the certificate {genesis.Supernode.TlsFingerprint} for its supernode, and this node's is {hub.Self}",
                    "Start it with the data directory that holds the supernode's tls.pem.");
            }

            if (store.HeaderAt(0) is null)
            {
                store.PutGenesisSeal(signer.Seal(ChainState.AtGenesis(genesis).Head));
            }
        }

        var peers = new ChainPeers(genesis, hub, connections, audience);
        return new ChainHost(options, store, signer, peers, genesis.IsRegistry ? null : versions, shared);
    }
}
