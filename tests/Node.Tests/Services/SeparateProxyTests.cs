using HospitalChain.Node.Configuration;
using HospitalChain.Node.Services;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Blocks;
using HospitalChain.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Services;

/// <summary>A proxy that also held documents, or was a hospital, would be no separate proxy: such a node does not start.</summary>
public sealed class SeparateProxyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_proxy_does_not_stand_beside_the_content_store()
    {
        var refused = Assert.Throws<NodeOptionsException>(() => Add(Options(NodeModule.Content)));
        Assert.Contains("pre and content", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_proxy_does_not_stand_on_a_hospitals_supernode()
    {
        var refused = Assert.Throws<NodeOptionsException>(() => Add(Options() with { Chains = [Chain(ChainMode.Supernode)] }));
        Assert.Contains("seals hospital chain", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_does_it_where_that_node_seals_the_registry_too()
    {
        var world = new World();
        ChainOptions[] chains = [Chain("registry", world.RegistryGenesis, ChainMode.Supernode), Chain("hospital", world.HospitalGenesis, ChainMode.Supernode)];
        var refused = Assert.Throws<NodeOptionsException>(() => Add(Options() with { Chains = chains }));
        Assert.Contains($"seals hospital chain {world.HospitalGenesis.ChainId}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_proxy_may_follow_a_hospitals_chain_without_content()
    {
        var exception = Assert.ThrowsAny<Exception>(() => Add(Options() with { Chains = [Chain(ChainMode.Follower)] }));
        Assert.IsNotType<NodeOptionsException>(exception); // it gets as far as opening the keystore, of which there is none here
    }

    private static void Add(NodeOptions options) => new ServiceCollection().AddChainServices(options);

    private NodeOptions Options(params NodeModule[] more) => TestNode.Options(folder.Path) with
    {
        Modules = new HashSet<NodeModule>([NodeModule.Mail, NodeModule.Pre, .. more]),
        Proxy = new ProxyOptions(folder.File("none"), folder.File("none")),
    };

    private ChainOptions Chain(ChainMode mode) => Chain("hospital", new World().HospitalGenesis, mode);

    private ChainOptions Chain(string name, Genesis genesis, ChainMode mode)
    {
        var path = folder.File(name + ".genesis");
        File.WriteAllBytes(path, genesis.ToBytes());
        return new ChainOptions(name, path, mode);
    }
}
