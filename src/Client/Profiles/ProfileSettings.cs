using HospitalChain.Client.Http;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Profiles;

/// <summary>The public part of a profile: whom to talk to, and which chains are trusted from their genesis on.</summary>
public sealed record ProfileSettings
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>What the keystore's owner is.</summary>
    public required ProfileRole Role { get; init; }

    /// <summary>The registry chain, root of all trust.</summary>
    public Bytes32? RegistryChainId { get; init; }

    /// <summary>The chain on which the own keys are enrolled; null for a patient, whose visits have one each.</summary>
    public Bytes32? HomeChainId { get; init; }

    /// <summary>System manager's node: the registry chain, the proxy, and mail between hospitals.</summary>
    public NodeAddress? Manager { get; init; }

    /// <summary>The node to use for a hospital's chain, by chain id in hexadecimal.</summary>
    public IReadOnlyDictionary<string, NodeAddress> Nodes { get; init; } = new Dictionary<string, NodeAddress>(StringComparer.Ordinal);

    /// <summary>Content stores, the preferred one first.</summary>
    public IReadOnlyList<NodeAddress> Stores { get; init; } = [];

    /// <summary>How many independent parties must have cosigned a head before the client goes by it; 0 demands none.</summary>
    public int Witnesses { get; init; }

    /// <summary>Whose cosignatures count; where it is empty, those of everyone whom the registry enrols.</summary>
    public IReadOnlyList<Bytes32> WitnessKeys { get; init; } = [];

    /// <summary>The node for a chain: the one set for it, else the system manager's, which keeps a copy of every chain.</summary>
    /// <exception cref="RefusedException">Neither is set.</exception>
    public NodeAddress NodeFor(Bytes32 chainId) =>
        Nodes.GetValueOrDefault(chainId.ToString()) ?? Manager ?? throw new RefusedException(ClientRefusals.ProfileIncomplete.With($"no node for chain {chainId}"));

    /// <exception cref="RefusedException">It is not set.</exception>
    public NodeAddress ManagerNode() => Manager ?? throw new RefusedException(ClientRefusals.ProfileIncomplete.With("the system manager's node"));

    /// <exception cref="RefusedException">It is not set.</exception>
    public Bytes32 Registry() => RegistryChainId ?? throw new RefusedException(ClientRefusals.ProfileIncomplete.With("the registry chain"));

    /// <exception cref="RefusedException">It is not set.</exception>
    public Bytes32 Home() => HomeChainId ?? throw new RefusedException(ClientRefusals.ProfileIncomplete.With("the home chain"));
}
