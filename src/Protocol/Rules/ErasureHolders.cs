using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>Who must confirm an erasure.</summary>
public static class ErasureHolders
{
    /// <summary>The store of the receipt, and every proxy still enrolled that a grant of the folder named, each by the key it goes by now, rising.</summary>
    public static IReadOnlyList<Bytes32> Of(DocumentEntry document, FolderEntry folder, RegistryFacts registry) =>
        [.. folder.Proxies.Select(registry.Entries.CurrentKeyOf).Where(proxy => registry.RoleOf(proxy) == PartyRole.Proxy)
            .Append(registry.Entries.CurrentKeyOf(document.Store)).Distinct().Order()];
}
