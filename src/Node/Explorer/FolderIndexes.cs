using System.Collections.Concurrent;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Explorer.Views;

namespace HospitalChain.Node.Explorer;

/// <summary>One <see cref="FolderIndex"/> per chain of this node.</summary>
public sealed class FolderIndexes
{
    private readonly ConcurrentDictionary<Bytes32, FolderIndex> byChain = new();

    public FolderIndex Of(ChainHost chain) => byChain.GetOrAdd(chain.ChainId, static (_, host) => new FolderIndex(host), chain);
}
