using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Protocol.State;

/// <summary>
/// The registry chain at one height, as a hospital's chain judges by it (chain.md §3): who is cloud, proxy, third party,
/// which hospital seals which chain, and whether it is suspended.
/// </summary>
/// <param name="ChainId">The registry chain's id.</param>
/// <param name="Head">The header that a hospital's <c>registry_head</c> names.</param>
/// <param name="Entries">The registry's state after it.</param>
public sealed record RegistryFacts(Bytes32 ChainId, Header Head, ChainEntries Entries)
{
    /// <param name="registry">The registry chain at the height to judge by.</param>
    public RegistryFacts(ChainState registry)
        : this(registry.ChainId, registry.Head, registry.Entries)
    {
    }

    /// <summary>The role in which a key is enrolled on the registry chain and in force.</summary>
    public PartyRole? RoleOf(Bytes32 key) => Entries.Enrolment(key) is { IsInForce: true } enrolment ? enrolment.Role : null;

    /// <summary>The hospital that seals a chain, with its signing key.</summary>
    public (Bytes32 Signing, EnrolmentEntry Enrolment)? HospitalOf(Bytes32 chainId) =>
        Entries.HospitalOf(chainId) is { } signing && Entries.Enrolment(signing) is { } enrolment
            ? (signing, enrolment)
            : null;

    /// <summary>The hospital that seals a chain is suspended: its credit reached the bound (chain.md §4.5).</summary>
    public bool IsSuspended(Bytes32 chainId) =>
        Entries.HospitalOf(chainId) is { } signing && Entries.Credit(signing) is { Expelled: true };

    /// <summary>A node enrolled as <paramref name="owner"/>'s own.</summary>
    public bool IsNodeOf(Bytes32 node, Bytes32 owner) =>
        Entries.Enrolment(node) is { Role: PartyRole.Node, IsInForce: true } enrolment && Entries.AreOneParty(enrolment.Owner, owner);
}
