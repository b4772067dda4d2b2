using System.Security.Cryptography;
using HospitalChain.Client.Http;
using HospitalChain.Client.Keys;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Supervision;
using HospitalChain.Client.Trust;
using HospitalChain.Crypto;
using HospitalChain.Keystore;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client;

/// <summary>
/// One party at its machine: profile, open keystore, connections. Everything secret stays behind it; what leaves is
/// signed, sealed or public. Not for concurrent use.
/// </summary>
public sealed class ClientSession : IDisposable
{
    private readonly Func<NodeAddress, HttpMessageHandler> transport;
    private readonly Dictionary<(Uri Address, Bytes32 Key), NodeConnection> connections = [];
    private readonly List<IDisposable> owned = [];

    /// <param name="folder">The profile.</param>
    /// <param name="keystore">Open; stays the caller's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="transport">How to reach a node; null for TLS pinned to its fingerprint.</param>
    public ClientSession(ProfileFolder folder, OpenKeystore keystore, TimeProvider time, Func<NodeAddress, HttpMessageHandler>? transport = null)
    {
        Folder = folder;
        Keystore = keystore;
        Time = time;
        this.transport = transport ?? PinnedTransport.For;
        Settings = folder.ReadSettings();
        Shelf = new SecretShelf(folder, keystore.Keys);
        OwnKeys = new OwnKeys(keystore, Own);
        Heads = new HeadMemory(folder);
        Guard = new HeadGuard(this);
        Chains = new ChainTrust(this);
        Promises = new PromiseKeeper(this);
    }

    public ProfileFolder Folder { get; }

    public OpenKeystore Keystore { get; }

    public TimeProvider Time { get; }

    public ProfileSettings Settings { get; private set; }

    public SecretShelf Shelf { get; }

    /// <summary>The own enrolled keys of every epoch so far: not a patient's.</summary>
    public OwnKeys OwnKeys { get; }

    public HeadMemory Heads { get; }

    public HeadGuard Guard { get; }

    public ChainTrust Chains { get; }

    /// <summary>What supernodes promised this party.</summary>
    public PromiseKeeper Promises { get; }

    /// <summary>Milliseconds since 1970.</summary>
    public ulong NowMillis => (ulong)Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The own enrolled key at its home chain: not for a patient.</summary>
    public LoginIdentity OwnIdentity() => new(Settings.Home(), Own(Keystore.Keys.Signing(Keystore.Counters.Epoch)));

    /// <summary>The own enrolled sealing key.</summary>
    public SealingKey OwnSealing() => Own(Keystore.Keys.Sealing(Keystore.Counters.Epoch));

    /// <summary>Changes the settings durably.</summary>
    public void Change(Func<ProfileSettings, ProfileSettings> change)
    {
        Settings = change(Settings);
        Folder.WriteSettings(Settings);
    }

    /// <summary>A connection as a party, kept for the session.</summary>
    public NodeConnection Connect(NodeAddress node, LoginIdentity? identity)
    {
        var name = (node.Address, identity?.Key.PublicKey ?? default);
        if (!connections.TryGetValue(name, out var connection))
        {
            connection = new NodeConnection(node, identity, transport(node), Time) { Renew = RenewAsync };
            connections.Add(name, connection);
        }

        return connection;
    }

    /// <summary>A node whose key vouches for its new certificate is pinned to that from now on.</summary>
    private async Task<(NodeAddress Node, HttpMessageHandler Transport)?> RenewAsync(NodeAddress pinned, CancellationToken cancellation)
    {
        if (await PinnedTransport.RenewAsync(pinned, cancellation).ConfigureAwait(false) is not { } renewed)
        {
            return null;
        }

        NodeAddress Of(NodeAddress known) => known.Address == pinned.Address && known.TlsFingerprint == pinned.TlsFingerprint ? renewed : known;
        Change(settings => settings with
        {
            Manager = settings.Manager is { } manager ? Of(manager) : null,
            Nodes = settings.Nodes.ToDictionary(node => node.Key, node => Of(node.Value), StringComparer.Ordinal),
            Stores = [.. settings.Stores.Select(Of)],
        });
        return (renewed, transport(renewed));
    }

    /// <summary>Forgets the connections of a key: its next use logs in anew.</summary>
    public void Disconnect(Bytes32 key)
    {
        foreach (var name in connections.Keys.Where(name => name.Key == key).ToArray())
        {
            connections.Remove(name, out var connection);
            connection!.Dispose();
        }
    }

    /// <summary>A fresh REQUEST for one record; each is good once.</summary>
    /// <param name="identity">Who asks.</param>
    /// <param name="chainId">The record's chain.</param>
    /// <param name="recordId">The record.</param>
    /// <param name="grantId">The grant relied on; zero for an own right.</param>
    public AccessRequest SignRequest(LoginIdentity identity, Bytes32 chainId, Bytes32 recordId, Bytes32 grantId) =>
        AccessRequest.Sign(chainId, recordId, grantId, new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)), NowMillis, identity.Key);

    /// <summary>Disposes <paramref name="secret"/> with the session.</summary>
    public T Own<T>(T secret)
        where T : IDisposable
    {
        owned.Add(secret);
        return secret;
    }

    public void Dispose()
    {
        foreach (var connection in connections.Values)
        {
            connection.Dispose();
        }

        foreach (var secret in owned)
        {
            secret.Dispose();
        }

        Shelf.Dispose();
    }
}
