using HospitalChain.Crypto;
using HospitalChain.Node.Chains;

namespace HospitalChain.Node.Api;

/// <summary>The chains that this node's own hosts run.</summary>
public sealed class ChainLedgers : ILedgers
{
    private readonly Dictionary<Bytes32, ILedger> byId;

    public ChainLedgers(ChainDirectory chains)
    {
        All = [.. chains.All.Select(host => new ChainLedger(host))];
        byId = All.ToDictionary(ledger => ledger.ChainId);
        Registry = chains.Registry is { } registry ? byId[registry.ChainId] : null;
    }

    public IReadOnlyList<ILedger> All { get; }

    public ILedger? Registry { get; }

    public ILedger? Find(Bytes32 chainId) => byId.GetValueOrDefault(chainId);
}
