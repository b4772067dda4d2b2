using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Configuration;
using HospitalChain.Protocol.Blocks;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>What does not fit together is refused at start, by name.</summary>
public sealed class ChainSetupTests : IAsyncLifetime
{
    private readonly ChainNetwork network = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task A_node_without_the_supernodes_key_cannot_seal()
    {
        var refused = await Assert.ThrowsAsync<ChainSetupException>(() =>
            network.StartAsync("hospital", network.World.Manager.Keys.Signing(0), ChainMode.Follower, ChainMode.Supernode));
        Assert.Contains("chain hospital", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_the_supernodes_certificate_cannot_seal()
    {
        var refused = await Assert.ThrowsAsync<ChainSetupException>(() =>
            network.StartAsync("clinic", network.World.Hospital.Keys.Signing(0), ChainMode.Follower, ChainMode.Supernode));
        Assert.Contains(network.FingerprintOf("hospital").ToString(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_genesis_under_a_known_name_is_refused()
    {
        await (await network.StartClinicAsync()).DisposeAsync();
        var other = new World(new ChainParameters());
        await File.WriteAllBytesAsync(network.RegistryFile, other.RegistryGenesis.ToBytes());
        await File.WriteAllBytesAsync(network.HospitalFile, other.HospitalGenesis.ToBytes());

        var refused = await Assert.ThrowsAsync<ChainSetupException>(network.StartClinicAsync);

        Assert.Contains(network.RegistryId.ToString(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hospitals_chain_without_its_registry_is_refused()
    {
        var options = network.OptionsOf("clinic", ChainMode.Follower, ChainMode.Follower);
        var refused = await Assert.ThrowsAsync<ChainSetupException>(() =>
            network.StartAsync(options with { Chains = [options.Chains[1]] }, SigningKey.Generate()));
        Assert.Contains(network.RegistryId.ToString(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_genesis_is_refused()
    {
        await File.WriteAllBytesAsync(network.HospitalFile, [1, 2, 3]);
        var refused = await Assert.ThrowsAsync<ChainSetupException>(network.StartClinicAsync);
        Assert.Contains(network.HospitalFile, refused.Message, StringComparison.Ordinal);
    }
}
