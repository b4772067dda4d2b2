using HospitalChain.Consensus.Supervision;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Node.Supervision;

/// <summary>Looks for what the supernodes of the hospitals' chains that this node follows did wrong (chain.md §4.5). For one thread.</summary>
public sealed class OffenceWatch(ChainDirectory chains)
{
    private readonly Dictionary<Bytes32, OffenceSearch> searches = [];

    /// <inheritdoc cref="OffenceSearch.Look"/>
    public IEnumerable<OffenceEvidence> Look(Predicate<OffenceEvidence> isSettled) =>
        chains.All.Where(chain => !chain.Genesis.IsRegistry && !chain.IsSupernode).SelectMany(chain => SearchOf(chain).Look(isSettled));

    private OffenceSearch SearchOf(ChainHost chain)
    {
        if (!searches.TryGetValue(chain.ChainId, out var search))
        {
            searches[chain.ChainId] = search = new OffenceSearch(chain, chains.Registry);
        }

        return search;
    }
}
