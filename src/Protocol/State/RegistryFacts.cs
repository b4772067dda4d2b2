using HospitalChain.Crypto;

namespace HospitalChain.Protocol.State;

/// <summary>
/// The registry chain at one height, as a hospital's chain judges by it (chain.md §3): who is cloud, proxy, third party,
/// and which hospital seals which chain.
/// </summary>
/// <param name="Registry">The registry chain's state at the header's <c>registry_head</c>.</param>
public sealed record RegistryFacts(ChainState Registry)
{
    /// <summary>The role a key is enrolled in on the registry chain.</summary>
    public PartyRole? RoleOf(Bytes32 key) => Registry.Entries.Enrolment(key)?.Role;

    /// <summary>The hospital that seals a chain, with its signing key.</summary>
    public (Bytes32 Signing, EnrolmentEntry Enrolment)? HospitalOf(Bytes32 chainId) =>
        Registry.Entries.HospitalOf(chainId) is { } signing && Registry.Entries.Enrolment(signing) is { } enrolment
            ? (signing, enrolment)
            : null;

    /// <summary>A node enrolled as <paramref name="owner"/>'s own.</summary>
    public bool IsNodeOf(Bytes32 node, Bytes32 owner) =>
        Registry.Entries.Enrolment(node) is { Role: PartyRole.Node } enrolment && enrolment.Owner == owner;
}
