using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>Whose receipts count, and who may deliver and destroy content (chain.md §4.2).</summary>
internal static class StoreRules
{
    /// <summary>An enrolled cloud; or the hospital itself, or a node that the hospital answers for.</summary>
    public static bool IsStore(Bytes32 store, Bytes32 hospital, RegistryFacts registry) =>
        store == hospital || registry.RoleOf(store) == PartyRole.Cloud || registry.IsNodeOf(store, hospital);

    /// <summary>The author is the store that signed the receipt, perhaps under a key that took over since.</summary>
    public static bool IsStoreOf(Bytes32 receipted, Bytes32 author, RegistryFacts? registry) =>
        !receipted.IsZero && (receipted == author || registry?.Entries.AreOneParty(receipted, author) == true);

    /// <summary>A store of this chain or a proxy: who can hold something of a document.</summary>
    public static bool IsHolder(Bytes32 holder, JudgementContext context) =>
        context.Registry is { } registry
        && (registry.RoleOf(holder) == PartyRole.Proxy || IsStore(holder, context.Genesis.Supernode.Signing, registry));
}
