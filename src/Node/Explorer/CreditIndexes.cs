using System.Collections.Concurrent;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Explorer.Views;

namespace HospitalChain.Node.Explorer;

/// <summary>One <see cref="CreditIndex"/> per chain of this node.</summary>
public sealed class CreditIndexes
{
    private readonly ConcurrentDictionary<Bytes32, CreditIndex> byChain = new();

    public CreditIndex Of(ChainHost chain) => byChain.GetOrAdd(chain.ChainId, static (_, host) => new CreditIndex(host), chain);
}
