using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain profile`: whom this machine talks to, and the geneses it trusts.</summary>
internal static class ProfileCommands
{
    private static readonly Option<string?> RegistryGenesis = Inputs.Text("--registry-genesis", "File with the registry chain's genesis: the root of trust.");
    private static readonly Option<string?> Manager = Inputs.Text("--manager", "Address of the system manager's node. Its fingerprint and key stand in the registry's genesis.");
    private static readonly Option<string?> ChainGenesis = Inputs.Text("--genesis", "File with the home chain's genesis.");
    private static readonly Option<string?> Node = Inputs.Text("--node", "Address of the node to use for the home chain.");
    private static readonly Option<Bytes32?> Fingerprint = Inputs.Hash("--fingerprint", "The node's certificate, where it is not the supernode's of the genesis");
    private static readonly Option<Bytes32?> NodeKey = Inputs.Hash("--node-key", "The node's signing key, likewise");
    private static readonly Option<string[]> Store = new("--store") { Description = "A content store as URL,fingerprint,key; the first is preferred.", AllowMultipleArgumentsPerToken = false };

    private static readonly Option<int?> Witnesses = new("--witnesses") { Description = "How many independent parties must have cosigned a head before it is gone by; 0 demands none." };
    private static readonly Option<Bytes32[]> Witness = Inputs.Hashes("--witness", "A key whose cosignatures count. Given once or more: only these; never: everyone whom the registry enrols");

    public static Command Make() => new Command("profile", "Say whom to talk to and whom to trust.").With(Init(), Set(), Show(), Look());

    private static Command Init()
    {
        var role = Inputs.Role();
        return new Command("init", "Make a profile.").With(role, RegistryGenesis, Manager, ChainGenesis, Node, Fingerprint, NodeKey, Store, Witnesses, Witness).Does(invocation =>
        {
            var folder = invocation.Folder;
            return folder.HasSettings
                ? throw new RefusedException(ClientRefusals.ProfileExists.With(folder.FolderPath))
                : Save(invocation, folder, new ProfileSettings { Role = invocation.Get(role) });
        });
    }

    private static Command Set() =>
        new Command("set", "Change what is given, leave the rest.").With(RegistryGenesis, Manager, ChainGenesis, Node, Fingerprint, NodeKey, Store, Witnesses, Witness)
            .Does(invocation => Save(invocation, invocation.Folder, invocation.Folder.ReadSettings()));

    private static Command Show() => new Command("show", "Show the profile.").Does(invocation => Shown(invocation.Folder, invocation.Folder.ReadSettings()));

    private static Command Look()
    {
        var address = new Argument<Uri>("address") { Description = "An https address." };
        return new Command("look", "Show a node's fingerprint, to compare with its operator before trusting it. Sends nothing.").With(address)
            .Does(async invocation =>
            {
                var uri = invocation.Get(address);
                try
                {
                    return Answer.Of(new { address = uri, tlsFingerprint = await PinnedTransport.LookAsync(uri, invocation.Cancellation).ConfigureAwait(false) });
                }
                catch (Exception failure) when (failure is System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException)
                {
                    throw new RefusedException(ClientRefusals.NodeUnreachable.With($"{uri}: {failure.Message}"));
                }
            });
    }

    private static Answer Save(Invocation invocation, ProfileFolder folder, ProfileSettings settings)
    {
        var registry = Trusted(folder, invocation.Get(RegistryGenesis), settings.RegistryChainId);
        var home = Trusted(folder, invocation.Get(ChainGenesis), settings.HomeChainId);
        if (registry is { IsRegistry: false } || (home is { IsRegistry: false } && registry is not null && home.RegistryChainId != registry.ChainId))
        {
            throw new RefusedException(ClientRefusals.InputInvalid.With("the geneses do not belong together"));
        }

        var homeId = home?.ChainId ?? (settings.Role is ProfileRole.Manager or ProfileRole.ThirdParty or ProfileRole.Server ? registry?.ChainId : null);
        var next = settings with
        {
            RegistryChainId = registry?.ChainId ?? home?.RegistryChainId,
            HomeChainId = homeId,
            Manager = invocation.Get(Manager) is { } manager ? NodeOf(manager, registry, null, null) : settings.Manager,
            Nodes = invocation.Get(Node) is { } node
                ? WithNode(settings, homeId, NodeOf(node, home ?? registry, invocation.Get(Fingerprint), invocation.Get(NodeKey)))
                : settings.Nodes,
            Witnesses = WitnessesOf(invocation, settings),
            WitnessKeys = invocation.Get(Witness) is { Length: > 0 } keys ? keys : settings.WitnessKeys,
            Stores = invocation.Get(Store) is { Length: > 0 } stores ? [.. stores.Select(StoreOf)] : settings.Stores,
        };
        folder.WriteSettings(next);
        return Shown(folder, next);
    }

    private static int WitnessesOf(Invocation invocation, ProfileSettings settings) => invocation.Get(Witnesses) switch
    {
        null => settings.Witnesses,
        >= 0 and <= CosignedHead.CosignaturesMax and var witnesses => witnesses,
        _ => throw new RefusedException(ClientRefusals.InputInvalid.With($"--witnesses is 0 to {CosignedHead.CosignaturesMax}")),
    };

    private static Genesis? Trusted(ProfileFolder folder, string? path, Bytes32? known)
    {
        if (path is null)
        {
            return known is { } chainId ? folder.Genesis(chainId) : null;
        }

        var genesis = Inputs.ReadGenesis(path);
        folder.TrustGenesis(genesis);
        return genesis;
    }

    private static Dictionary<string, NodeAddress> WithNode(ProfileSettings settings, Bytes32? chainId, NodeAddress node) =>
        chainId is { } id
            ? new Dictionary<string, NodeAddress>(settings.Nodes, StringComparer.Ordinal) { [id.ToString()] = node }
            : throw new RefusedException(ClientRefusals.ProfileIncomplete.With("--node needs --genesis: a node is for a chain"));

    private static NodeAddress NodeOf(string address, Genesis? genesis, Bytes32? fingerprint, Bytes32? key)
    {
        var pin = fingerprint ?? genesis?.Supernode.TlsFingerprint ?? throw new RefusedException(ClientRefusals.ProfileIncomplete.With("--fingerprint, or a genesis that names it"));
        var nodeKey = key ?? genesis?.Supernode.Signing ?? throw new RefusedException(ClientRefusals.ProfileIncomplete.With("--node-key, or a genesis that names it"));
        return new NodeAddress(HttpsOf(address), pin, nodeKey);
    }

    private static NodeAddress StoreOf(string text) =>
        text.Split(',') is [var address, var pin, var key] && Bytes32.TryParse(pin, out var fingerprint) && Bytes32.TryParse(key, out var nodeKey)
            ? new NodeAddress(HttpsOf(address), fingerprint, nodeKey)
            : throw new RefusedException(ClientRefusals.InputInvalid.With("a store is URL,fingerprint,key"));

    private static Uri HttpsOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            ? uri
            : throw new RefusedException(ClientRefusals.InputInvalid.With($"{address} is not an https address"));

    private static Answer Shown(ProfileFolder folder, ProfileSettings settings) => Answer.Of(new
    {
        profile = folder.FolderPath,
        settings.Role,
        settings.RegistryChainId,
        settings.HomeChainId,
        manager = settings.Manager?.Address,
        nodes = settings.Nodes.Select(node => new { chainId = node.Key, node.Value.Address, node.Value.TlsFingerprint, node.Value.NodeKey }),
        settings.Witnesses,
        settings.WitnessKeys,
        stores = settings.Stores.Select(store => new { store.Address, store.TlsFingerprint, store.NodeKey }),
    });
}
