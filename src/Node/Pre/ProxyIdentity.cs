using System.Collections.Frozen;
using HospitalChain.Crypto;
using HospitalChain.Keystore;

namespace HospitalChain.Node.Pre;

/// <summary>The proxy's own keys, enrolled on the registry chain. Owned by the node.</summary>
/// <param name="RegistryChainId">The chain that knows the proxy.</param>
/// <param name="Signing">Signs access records.</param>
/// <param name="Sealing">Opens the halves of shares.</param>
public sealed record ProxyIdentity(Bytes32 RegistryChainId, SigningKey Signing, SealingKey Sealing) : IDisposable
{
    public Bytes32 Key => Signing.PublicKey;

    /// <summary>Keys of the epochs before: grants and letters still name them.</summary>
    public IReadOnlyDictionary<Bytes32, SealingKey> Earlier { get; init; } = FrozenDictionary<Bytes32, SealingKey>.Empty;

    /// <summary>The proxy of a keystore at its present epoch.</summary>
    public static ProxyIdentity Of(Bytes32 registryChainId, OpenKeystore keystore)
    {
        var (keys, epoch) = (keystore.Keys, keystore.Counters.Epoch);
        var earlier = new Dictionary<Bytes32, SealingKey>();
        for (var past = 0u; past < epoch; past++)
        {
            using var signing = keys.Signing(past);
            earlier.Add(signing.PublicKey, keys.Sealing(past));
        }

        return new ProxyIdentity(registryChainId, keys.Signing(epoch), keys.Sealing(epoch)) { Earlier = earlier };
    }

    /// <summary>This proxy's key, of whatever epoch.</summary>
    public bool Is(Bytes32 key) => key == Key || Earlier.ContainsKey(key);

    /// <summary>What opens letters to one of its keys.</summary>
    public SealingKey SealingOf(Bytes32 key) => Earlier.GetValueOrDefault(key) ?? Sealing;

    public void Dispose()
    {
        Signing.Dispose();
        Sealing.Dispose();
        foreach (var sealing in Earlier.Values)
        {
            sealing.Dispose();
        }
    }

    public override string ToString() => $"ProxyIdentity {Key}";
}
