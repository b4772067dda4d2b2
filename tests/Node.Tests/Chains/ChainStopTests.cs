using HospitalChain.Consensus;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Health;
using HospitalChain.Protocol;
using HospitalChain.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>
/// A supernode that seals two headers at one height. Here it really does: its store is lost, and it begins again with the
/// same key (chain.md §4.6, §6).
/// </summary>
public sealed class ChainStopTests : IAsyncLifetime
{
    private readonly ChainNetwork network = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task A_follower_of_an_equivocating_supernode_stops_and_keeps_both_headers()
    {
        var (ours, clinic) = await EquivocateAsync();

        await clinic.UntilAsync(network.HospitalId, chain => chain.Stopped is not null);

        var chain = clinic.Chain(network.HospitalId);
        Assert.Equal(Refusals.Equivocation.Code, chain.Stopped!.Code);
        var evidence = Assert.Single(chain.ReadEvidence());
        Assert.Equal(chain.ReadHeader(1)!.Header.Hash, evidence.One.HeaderHash);
        Assert.Null(evidence.Refuses(network.World.HospitalGenesis));
        Assert.NotNull(chain.ReadRecord(ours.Id));
    }

    [Fact]
    public async Task A_stopped_chain_takes_no_records_stays_stopped_over_a_restart_and_says_so()
    {
        var (_, clinic) = await EquivocateAsync();
        await clinic.UntilAsync(network.HospitalId, chain => chain.Stopped is not null);
        var refused = await clinic.Chain(network.HospitalId).SubmitAsync(network.World.EnrolDoctor(network.World.Doctor("late")));
        Assert.Equal(Refusals.ChainStopped.Code, refused.Answer.Refusal!.Code);
        await clinic.DisposeAsync();

        clinic = await network.StartClinicAsync();

        await clinic.UntilAsync(network.HospitalId, chain => chain.Stopped is not null);
        Assert.Equal(Refusals.Equivocation.Code, clinic.Chain(network.HospitalId).Status().Stopped!.Code);
        var missing = clinic.Services.GetServices<IReadinessCheck>().Select(check => check.Missing()).OfType<string>();
        Assert.Contains(missing, what => what.Contains("EQUIVOCATION", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stopped_chain_does_not_stop_another()
    {
        var (_, clinic) = await EquivocateAsync();
        await clinic.UntilAsync(network.HospitalId, chain => chain.Stopped is not null);
        var manager = await network.StartManagerAsync("clinic");
        await manager.SubmitAsync(network.RegistryId, network.World.RegistryBlocks[0].Records);
        foreach (var record in network.World.RegistryBlocks[0].Records)
        {
            await clinic.InBlockAsync(network.RegistryId, record);
        }

        Assert.Null(clinic.Chain(network.RegistryId).Stopped);
    }

    [Fact]
    public async Task The_system_managers_node_hears_of_it_from_the_follower()
    {
        var hospital = await network.StartHospitalAsync();
        var manager = await network.StartManagerAsync();
        var clinic = await network.StartClinicAsync();
        var ours = network.World.EnrolDoctor(network.World.Doctor("a"));
        await hospital.SubmitAsync(network.HospitalId, [ours]);
        await manager.InBlockAsync(network.HospitalId, ours);
        await clinic.InBlockAsync(network.HospitalId, ours);
        await Task.WhenAll(hospital.DisposeAsync().AsTask(), manager.DisposeAsync().AsTask(), clinic.DisposeAsync().AsTask());
        await BeginAgainAsync();
        manager = await network.StartManagerAsync("clinic");
        manager.Hub.Block(network.FingerprintOf("hospital"));

        await network.StartClinicAsync();

        await manager.UntilAsync(network.HospitalId, chain => chain.Stopped is not null);
        Assert.Contains("another node", manager.Chain(network.HospitalId).Stopped!.Detail, StringComparison.Ordinal);
        Assert.Single(manager.Chain(network.HospitalId).ReadEvidence());
    }

    [Fact]
    public async Task A_supernode_that_meets_a_later_block_of_its_own_seals_nothing_more()
    {
        var hospital = await network.StartHospitalAsync();
        var clinic = await network.StartClinicAsync();
        var ours = network.World.EnrolDoctor(network.World.Doctor("a"));
        await hospital.SubmitAsync(network.HospitalId, [ours]);
        await clinic.InBlockAsync(network.HospitalId, ours);
        await hospital.DisposeAsync();
        LoseStore();

        hospital = await network.StartHospitalAsync();

        await hospital.UntilAsync(network.HospitalId, chain => chain.Stopped is not null);
        Assert.Equal(0UL, hospital.Chain(network.HospitalId).Chain.Head.Height);
        Assert.Null(clinic.Chain(network.HospitalId).Stopped);
    }

    [Fact]
    public async Task A_restored_supernode_seals_only_after_the_system_managers_node_confirmed_its_height()
    {
        var hospital = await network.StartHospitalAsync();
        var before = network.World.EnrolDoctor(network.World.Doctor("before"));
        await hospital.SubmitAsync(network.HospitalId, [before]);
        await hospital.InBlockAsync(network.HospitalId, before);
        var clinic = await network.StartClinicAsync();
        await clinic.InBlockAsync(network.HospitalId, before);
        var backup = Path.Combine(network.FolderOf("hospital"), "backup");
        hospital.Services.GetRequiredService<StoreEngine>().Checkpoint(backup);
        await hospital.DisposeAsync();
        await clinic.DisposeAsync();
        LoseStore();
        Directory.Move(backup, Path.Combine(network.FolderOf("hospital"), "store"));

        hospital = await network.StartHospitalAsync();
        var early = await hospital.Chain(network.HospitalId).SubmitAsync(network.World.EnrolDoctor(network.World.Doctor("early")));
        Assert.Equal(Refusals.NotSealing.Code, early.Answer.Refusal!.Code);
        Assert.False(hospital.Chain(network.HospitalId).Status().Core.Sealing);

        await network.StartClinicAsync();
        await network.StartManagerAsync();
        await hospital.UntilAsync(network.HospitalId, chain => chain.Status().Core.Sealing);
        var after = network.World.EnrolDoctor(network.World.Doctor("after"));
        await hospital.SubmitAsync(network.HospitalId, [after]);
        await hospital.InBlockAsync(network.HospitalId, after);
        var engine = hospital.Services.GetRequiredService<StoreEngine>();
        await hospital.UntilAsync(network.HospitalId, _ => !engine.IsRestored); // the next HEAD says so, after its block
    }

    /// <summary>A clinic that has one block meets the hospital that sealed another at the same height.</summary>
    private async Task<(Record Ours, ChainNode Clinic)> EquivocateAsync()
    {
        var hospital = await network.StartHospitalAsync();
        var clinic = await network.StartClinicAsync();
        var ours = network.World.EnrolDoctor(network.World.Doctor("a"));
        await hospital.SubmitAsync(network.HospitalId, [ours]);
        await clinic.InBlockAsync(network.HospitalId, ours);
        await Task.WhenAll(hospital.DisposeAsync().AsTask(), clinic.DisposeAsync().AsTask());
        await BeginAgainAsync();
        return (ours, await network.StartClinicAsync());
    }

    private async Task BeginAgainAsync()
    {
        LoseStore();
        var twin = await network.StartHospitalAsync();
        var other = network.World.EnrolDoctor(network.World.Doctor("b"));
        await twin.SubmitAsync(network.HospitalId, [other]);
        await twin.InBlockAsync(network.HospitalId, other);
    }

    private void LoseStore() => Directory.Delete(Path.Combine(network.FolderOf("hospital"), "store"), recursive: true);
}
