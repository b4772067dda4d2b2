using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol;

namespace HospitalChain.Node.Tests.Chains;

public sealed class ChainReadinessTests
{
    [Fact]
    public void A_hospital_that_forked_does_not_take_a_node_from_the_others() =>
        Assert.Null(ChainReadiness.Missing([(Chain("registry", registry: true), false), (Chain("a"), false), (Chain("liar", stopped: true), true)]));

    [Fact]
    public void A_node_whose_only_hospital_forked_is_not_ready() =>
        Assert.StartsWith("chain liar stands still", ChainReadiness.Missing([(Chain("registry", registry: true), false), (Chain("liar", stopped: true), true)]), StringComparison.Ordinal);

    [Fact]
    public void A_chain_that_stopped_with_nobody_to_blame_is_missed() =>
        Assert.NotNull(ChainReadiness.Missing([(Chain("registry", registry: true), false), (Chain("a"), false), (Chain("b", stopped: true), false)]));

    [Fact]
    public void Neither_the_registry_nor_what_this_node_seals_is_done_without()
    {
        Assert.NotNull(ChainReadiness.Missing([(Chain("registry", registry: true, stopped: true), true), (Chain("a"), false)]));
        Assert.NotNull(ChainReadiness.Missing([(Chain("registry", registry: true), false), (Chain("own", supernode: true, stopped: true), true), (Chain("b"), false)]));
    }

    private static ChainHostStatus Chain(string name, bool registry = false, bool supernode = false, bool stopped = false) => new(
        name, Bytes32.Zero, registry, supernode, Bytes32.Zero, new CoreStatus(1, 1, 0, 0, 0, 0, supernode, false, null), 1, stopped ? Refusals.Equivocation.With("height 1") : null);
}
