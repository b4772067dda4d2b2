using HospitalChain.Crypto;
using HospitalChain.Node.Chains;

namespace HospitalChain.Node.Explorer;

/// <summary>The chains that the pages show: the node's own, or none on a node that keeps none.</summary>
public sealed class ExplorerChains(IServiceProvider services)
{
    private readonly ChainDirectory? chains = services.GetService<ChainDirectory>();

    /// <summary>Every chain, the registry chain first.</summary>
    public IReadOnlyList<ChainHost> All => chains?.All ?? [];

    public ChainHost? Find(Bytes32 chainId) => chains?.Find(chainId);
}
