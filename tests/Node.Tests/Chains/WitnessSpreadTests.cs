using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tests.Services;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;
using HospitalChain.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>Cosignatures between nodes, on disk and over the API (decision record 0011).</summary>
public sealed class WitnessSpreadTests : IAsyncLifetime
{
    private readonly ChainNetwork network = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task Manager_and_cloud_cosign_and_every_node_has_it_even_after_a_restart()
    {
        var (manager, hospital) = await network.StartEnrolledAsync();
        var cloud = await StartCloudAsync();
        foreach (var node in new[] { manager, hospital, cloud })
        {
            await node.UntilAsync(network.HospitalId, chain => chain.ReadCosignedHead(2) is not null);
            var head = node.Chain(network.HospitalId).ReadCosignedHead(2)!;
            Assert.Null(WitnessCheck.Refuses(network.World.HospitalGenesis, head, 2, key => node.Chain(network.RegistryId).Chain.Entries.Enrolment(key)));
            Assert.Null(node.Chain(network.HospitalId).ReadCosignedHead(3));
        }

        await Task.WhenAll(manager.DisposeAsync().AsTask(), cloud.DisposeAsync().AsTask(), hospital.DisposeAsync().AsTask());
        hospital = await network.StartHospitalAsync();
        Assert.NotNull(hospital.Chain(network.HospitalId).ReadCosignedHead(2));
        using var engine = Reopen(await StopAsync(hospital));
        Assert.Empty(Storage.Verification.StoreVerifier.Verify(engine).Findings);
    }

    [Fact]
    public async Task A_follower_whose_key_the_registry_does_not_know_is_no_witness()
    {
        var (_, hospital) = await network.StartEnrolledAsync();
        var clinic = await network.StartClinicAsync();
        var seen = hospital.Chain(network.HospitalId).NewestHead!.TimeMillis;
        await clinic.UntilAsync(network.HospitalId, chain => chain.ReadCosignedHead(1)?.Head.TimeMillis > seen + 1_000);
        Assert.All(clinic.Chain(network.HospitalId).Cosignatures.Kept(), head => Assert.Equal([network.World.Manager.Key], head.Cosignatures.Select(one => one.Witness)));
        Assert.All(hospital.Chain(network.HospitalId).Cosignatures.Kept(), head => Assert.Equal([network.World.Manager.Key], head.Cosignatures.Select(one => one.Witness)));
    }

    [Fact]
    public async Task The_api_shows_a_cosigned_head_with_its_growth_and_the_state_at_it()
    {
        var (_, hospital) = await network.StartEnrolledAsync();
        var doctor = network.World.EnrolDoctor(network.World.Doctor("a"));
        await hospital.SubmitAsync(network.HospitalId, [doctor]);
        await hospital.InBlockAsync(network.HospitalId, doctor);
        await hospital.UntilAsync(network.HospitalId, chain => chain.ReadCosignedHead(1)?.Head.Height == 1);
        using var caller = await NodeCaller.EnterAsync(hospital, network.HospitalId, network.World.Hospital.Signing);
        var path = $"/v1/chains/{network.HospitalId}";

        var update = HeadUpdate.Parse(await caller.GetBytesAsync($"{path}/head/cosigned?witnesses=1&since=0")).OrThrow();
        Assert.Null(update.Refuses(network.World.HospitalGenesis));
        Assert.Equal((1UL, 0UL), (update.Head.Head.Height, update.Since!.Earlier.Header.Height));
        Assert.Null(HeadUpdate.Parse(await caller.GetBytesAsync($"{path}/head/cosigned?since=1")).OrThrow().Since);

        var key = network.World.Doctor("a").Key;
        foreach (var height in new[] { 0UL, 1UL })
        {
            var proof = StateEntryProof.Parse(await caller.GetBytesAsync($"{path}/state/enrolment/{key}/proof?height={height}")).OrThrow();
            Assert.Null(proof.Verify(network.World.HospitalGenesis, StateKey.Of(StateKinds.Enrolment, key)));
            Assert.Equal((height, height == 1), (proof.Sealed.Header.Height, proof.Value is not null));
        }

        Assert.Equal((503, "WITNESSES_MISSING"), await NodeCaller.RefusalOf(caller.GetAsync($"{path}/head/cosigned?witnesses=9")));
        Assert.Equal((400, "MALFORMED"), await NodeCaller.RefusalOf(caller.GetAsync($"{path}/head/cosigned?witnesses=999")));
        Assert.Equal((404, "HEIGHT_UNKNOWN"), await NodeCaller.RefusalOf(caller.GetAsync($"{path}/state/enrolment/{key}/proof?height=77")));
        using var stranger = NodeCaller.Anonymous(hospital);
        Assert.Equal((401, "LOGIN_REQUIRED"), await NodeCaller.RefusalOf(stranger.GetAsync($"{path}/head/cosigned")));
    }

    [Fact]
    public async Task An_operator_may_want_no_witness()
    {
        var options = network.OptionsOf("manager", ChainMode.Supernode, ChainMode.Follower);
        var manager = await network.StartAsync(options with { Chains = [.. options.Chains.Select(chain => chain with { IsWitness = false })] }, network.World.Manager.Keys.Signing(0));
        await network.StartHospitalAsync();
        var seen = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await manager.UntilAsync(network.HospitalId, chain => chain.NewestHead?.TimeMillis > seen + 1_000);
        Assert.Empty(manager.Chain(network.HospitalId).Cosignatures.Kept());
    }

    /// <summary>An ordinary follower's place with the cloud's key.</summary>
    private Task<ChainNode> StartCloudAsync() => network.StartAsync("clinic", network.World.Cloud.Keys.Signing(0), ChainMode.Follower, ChainMode.Follower);

    private async Task<string> StopAsync(ChainNode hospital)
    {
        await hospital.DisposeAsync();
        return Path.Combine(network.FolderOf("hospital"), "store");
    }

    private static StoreEngine Reopen(string store) => StoreEngine.Open(store);
}
