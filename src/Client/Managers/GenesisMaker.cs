using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Client.Managers;

/// <summary>Makes the genesis of a registry chain and of the hospitals' chains under it (chain.md §3).</summary>
public static class GenesisMaker
{
    /// <summary>A registry chain, whose supernode is the system manager.</summary>
    public static Genesis Registry(KeyTree manager, Bytes32 tlsFingerprint, ChainParameters parameters, ulong timeMillis)
    {
        var keys = SealerOf(manager, tlsFingerprint);
        return new Genesis
        {
            ManagerSigning = keys.Signing,
            ManagerSealing = keys.Sealing,
            Supernode = keys,
            Parameters = Checked(parameters),
            TimeMillis = timeMillis,
        };
    }

    /// <summary>A hospital's chain under a registry.</summary>
    public static Genesis Hospital(Genesis registry, KeyTree hospital, Bytes32 tlsFingerprint, ChainParameters parameters, ulong timeMillis) => new()
    {
        RegistryChainId = registry.IsRegistry ? registry.ChainId : throw new RefusedException(ClientRefusals.InputInvalid.With("this genesis is not a registry's")),
        ManagerSigning = registry.ManagerSigning,
        ManagerSealing = registry.ManagerSealing,
        Supernode = SealerOf(hospital, tlsFingerprint),
        Parameters = Checked(parameters),
        TimeMillis = timeMillis,
    };

    private static SealerKeys SealerOf(KeyTree keys, Bytes32 tlsFingerprint)
    {
        using var signing = keys.Signing(0);
        using var sealing = keys.Sealing(0);
        return new SealerKeys { Signing = signing.PublicKey, Sealing = sealing.PublicKey.Encoded.ToArray(), TlsFingerprint = tlsFingerprint };
    }

    private static ChainParameters Checked(ChainParameters parameters) =>
        parameters.Contradiction() is { } contradiction ? throw new RefusedException(ClientRefusals.InputInvalid.With(contradiction)) : parameters;
}
