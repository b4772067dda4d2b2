using HospitalChain.Crypto;
using HospitalChain.Keystore;

namespace HospitalChain.Client.Keys;

/// <summary>
/// The party's own keys of the present and every earlier epoch: what was sealed, granted or assigned to a key of before is
/// still for this party.
/// </summary>
public sealed class OwnKeys(OpenKeystore keystore, Func<SealingKey, SealingKey> own)
{
    private readonly Dictionary<uint, Bytes32> signing = [];
    private readonly Dictionary<uint, SealingKey> sealing = [];

    /// <summary>The epoch of one of the own keys; null for anyone else's.</summary>
    public uint? EpochOf(Bytes32 key)
    {
        for (var epoch = keystore.Counters.Epoch; ; epoch--)
        {
            if (SigningOf(epoch) == key)
            {
                return epoch;
            }

            if (epoch == 0)
            {
                return null;
            }
        }
    }

    /// <summary>An own signing key by its epoch.</summary>
    public Bytes32 SigningOf(uint epoch)
    {
        if (!signing.TryGetValue(epoch, out var key))
        {
            using var derived = keystore.Keys.Signing(epoch);
            signing.Add(epoch, key = derived.PublicKey);
        }

        return key;
    }

    /// <summary>What opens letters and shares to one of the own keys; null where the key is none of them.</summary>
    public SealingKey? SealingOf(Bytes32 key)
    {
        if (EpochOf(key) is not { } epoch)
        {
            return null;
        }

        if (!sealing.TryGetValue(epoch, out var secret))
        {
            sealing.Add(epoch, secret = own(keystore.Keys.Sealing(epoch)));
        }

        return secret;
    }

    /// <summary>The own key that is among these; the present one where none is.</summary>
    public Bytes32 Among(IEnumerable<Bytes32> named)
    {
        foreach (var key in named)
        {
            if (EpochOf(key) is not null)
            {
                return key;
            }
        }

        return SigningOf(keystore.Counters.Epoch);
    }
}
