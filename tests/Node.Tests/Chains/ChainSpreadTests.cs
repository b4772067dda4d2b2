using HospitalChain.Consensus;
using HospitalChain.Node.Tests.Support;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>Records reach the supernode, blocks reach everyone, and who was away catches up.</summary>
public sealed class ChainSpreadTests : IAsyncLifetime
{
    private readonly ChainNetwork network = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task A_record_submitted_at_a_follower_ends_in_the_same_block_everywhere()
    {
        var (manager, hospital) = await network.StartEnrolledAsync();
        var clinic = await network.StartClinicAsync();
        var record = network.World.EnrolDoctor(network.World.Doctor("a"));

        var taken = await clinic.Chain(network.HospitalId).SubmitAsync(record);

        Assert.Equal(SubmissionStatus.Accepted, taken.Answer.Status);
        foreach (var node in (ChainNode[])[hospital, clinic, manager])
        {
            await node.InBlockAsync(network.HospitalId, record);
        }

        Assert.Equal(hospital.Chain(network.HospitalId).Chain.Head.Hash, clinic.Chain(network.HospitalId).Chain.Head.Hash);
        Assert.Equal(record.Id, clinic.Chain(network.HospitalId).ReadRecord(record.Id)!.Record.Id);
    }

    [Fact]
    public async Task The_supernodes_promise_reaches_the_follower_that_passed_the_record_on()
    {
        await network.StartEnrolledAsync();
        var clinic = await network.StartClinicAsync();
        var record = network.World.EnrolDoctor(network.World.Doctor("a"));
        var promised = new PromiseSeen(record.Id);
        using var subscription = clinic.Chain(network.HospitalId).Subscribe(promised);

        await clinic.Chain(network.HospitalId).SubmitForPromiseAsync(record, Patience.Limit);

        var promise = await promised.Promise.WaitAsync(Patience.Limit);
        Assert.True(promise.SignatureIsValid(network.World.Hospital.Key));
        Assert.Equal(promise.TimeMillis + ChainNetwork.QuickParameters.PromiseWaitMillis, promise.DeadlineMillis);
    }

    [Fact]
    public async Task An_empty_node_catches_up_with_many_blocks()
    {
        var (_, hospital) = await network.StartEnrolledAsync();
        var doctors = Enumerable.Range(0, 100).Select(i => network.World.EnrolDoctor(network.World.Doctor($"{i}"))).ToArray();
        await hospital.SubmitAsync(network.HospitalId, doctors);
        foreach (var doctor in doctors)
        {
            await hospital.InBlockAsync(network.HospitalId, doctor);
        }

        var clinic = await network.StartClinicAsync();

        await clinic.InBlockAsync(network.HospitalId, doctors[^1]);
        Assert.True(clinic.Chain(network.HospitalId).Chain.Head.Height >= 10);
    }

    [Fact]
    public async Task A_follower_that_was_away_goes_on_where_it_was()
    {
        var (_, hospital) = await network.StartEnrolledAsync();
        var clinic = await network.StartClinicAsync();
        var before = network.World.EnrolDoctor(network.World.Doctor("before"));
        var whileAway = network.World.EnrolDoctor(network.World.Doctor("while away"));
        await hospital.SubmitAsync(network.HospitalId, [before]);
        await clinic.InBlockAsync(network.HospitalId, before);
        await clinic.DisposeAsync();
        await hospital.SubmitAsync(network.HospitalId, [whileAway]);
        await hospital.InBlockAsync(network.HospitalId, whileAway);

        clinic = await network.StartClinicAsync();

        Assert.NotNull(clinic.Chain(network.HospitalId).ReadRecord(before.Id));
        await clinic.InBlockAsync(network.HospitalId, whileAway);
    }

    [Fact]
    public async Task A_new_neighbour_hears_the_newest_head_though_the_supernode_is_away()
    {
        var manager = await network.StartManagerAsync();
        var hospital = await network.StartHospitalAsync();
        await manager.UntilAsync(network.HospitalId, chain => chain.NewestHead is not null);
        await hospital.DisposeAsync();

        var clinic = await network.StartClinicAsync();

        await clinic.UntilAsync(network.HospitalId, chain => chain.NewestHead is not null);
    }

    [Fact]
    public async Task A_record_accepted_while_the_supernode_is_away_waits_for_it_even_over_a_restart()
    {
        var (_, hospital) = await network.StartEnrolledAsync();
        var clinic = await network.StartClinicAsync();
        await clinic.UntilAsync(network.RegistryId, chain => chain.Chain.Head.Height > 0);
        await hospital.DisposeAsync();
        var record = network.World.EnrolDoctor(network.World.Doctor("a"));
        var taken = await clinic.Chain(network.HospitalId).SubmitAsync(record);
        Assert.Equal(SubmissionStatus.Accepted, taken.Answer.Status);
        await clinic.DisposeAsync();

        clinic = await network.StartClinicAsync();
        hospital = await network.StartHospitalAsync();

        await hospital.InBlockAsync(network.HospitalId, record);
        await clinic.InBlockAsync(network.HospitalId, record);
    }

    [Fact]
    public async Task Every_node_has_the_seal_of_the_genesis_header()
    {
        await network.StartEnrolledAsync();
        var clinic = await network.StartClinicAsync();
        await clinic.UntilAsync(network.HospitalId, chain => chain.NewestHead is not null);
        Assert.True(clinic.Chain(network.HospitalId).ReadHeader(0)!.SealIsValid(network.World.Hospital.Key));
    }
}
