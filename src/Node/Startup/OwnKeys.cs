using System.Collections.Frozen;
using HospitalChain.Crypto;
using HospitalChain.Keystore;

namespace HospitalChain.Node.Startup;

/// <summary>The node's signing keys of its present and every earlier epoch: receipts of those before are still its own.</summary>
public sealed class OwnKeys
{
    private readonly FrozenSet<Bytes32> keys;

    private OwnKeys(IEnumerable<Bytes32> keys) => this.keys = keys.ToFrozenSet();

    /// <summary>Those of a node that has no keystore, or of one that never rotated.</summary>
    public static OwnKeys Of(SigningKey present) => new([present.PublicKey]);

    public static OwnKeys Of(OpenKeystore keystore) => new(Enumerable.Range(0, checked((int)keystore.Counters.Epoch) + 1).Select(epoch =>
    {
        using var signing = keystore.Keys.Signing((uint)epoch);
        return signing.PublicKey;
    }));

    public bool Has(Bytes32 key) => keys.Contains(key);
}
