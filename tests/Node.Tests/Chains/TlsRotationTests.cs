using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Node.Tls;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>A node changes its certificate while blocks go on, and no certificate's dates stop anything.</summary>
public sealed class TlsRotationTests : IAsyncLifetime
{
    private readonly ChainNetwork network = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task A_hospitals_node_changes_its_certificate_and_blocks_go_on()
    {
        var (manager, hospital) = await network.StartEnrolledAsync();
        var (identity, first) = (hospital.Services.GetRequiredService<TlsIdentity>(), network.FingerprintOf("hospital"));
        var address = new Uri(hospital.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var pinned = new NodeAddress(address, first, network.World.Hospital.Key);

        hospital.Services.GetRequiredService<TlsRotation>().Begin(TimeSpan.Zero, TimeSpan.FromMinutes(5));
        for (var i = 0; identity.Fingerprint == first; i++)
        {
            await SealAsync(hospital, manager, $"meanwhile {i}"); // each block is an occasion for the worker
        }

        Assert.Equal(first, identity.First);
        manager.Hub.Drop(first, "TEST");
        hospital.Hub.Drop(network.FingerprintOf("manager"), "TEST");
        await SealAsync(hospital, manager, "after"); // over a connection that shows the new certificate
        var renewed = await PinnedTransport.RenewAsync(pinned, TestContext.Current.CancellationToken);
        Assert.Equal(identity.Fingerprint, renewed?.TlsFingerprint);
        Assert.Null(await PinnedTransport.RenewAsync(pinned with { NodeKey = network.World.Cloud.Key }, TestContext.Current.CancellationToken));
        Assert.Null(await PinnedTransport.RenewAsync(pinned with { TlsSinceMillis = ulong.MaxValue }, TestContext.Current.CancellationToken));

        await hospital.DisposeAsync();
        var again = await network.StartHospitalAsync();
        Assert.Equal(first, again.Hub.Self);
        await SealAsync(again, manager, "after a restart");
    }

    [Fact]
    public async Task A_certificate_long_expired_stops_no_block()
    {
        await using var expired = new ChainNetwork(new LongAgo());
        var (manager, hospital) = await expired.StartEnrolledAsync();
        Assert.True(hospital.Services.GetRequiredService<TlsIdentity>().Certificate.NotAfter < DateTime.Now);
        var record = expired.World.EnrolDoctor(expired.World.Doctor("a"));
        await hospital.SubmitAsync(expired.HospitalId, [record]);
        await manager.InBlockAsync(expired.HospitalId, record);
    }

    [Fact]
    public void A_change_killed_at_any_step_goes_on_and_the_first_fingerprint_stays()
    {
        using var folder = new TemporaryFolder();
        Bytes32 first, next;
        using (var identity = TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System))
        {
            first = identity.Fingerprint;
            next = identity.Begin(TimeSpan.Zero, TimeSpan.FromHours(1)).Fingerprint;
            Assert.Equal(next, identity.Begin(TimeSpan.FromHours(2), TimeSpan.FromHours(3)).Fingerprint);
            Assert.Equal(first, identity.Fingerprint);
        }

        using (var identity = TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System)) // killed before the switch
        {
            Assert.Equal((first, next), (identity.Fingerprint, identity.Plan!.Fingerprint));
            identity.Switch();
            Assert.Equal((next, first), (identity.Fingerprint, identity.First));
            Assert.Null(identity.Plan);
        }

        using var after = TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System);
        Assert.Equal((next, first), (after.Fingerprint, after.First));
        after.Begin(TimeSpan.Zero, TimeSpan.FromHours(1));
        after.Switch();
        Assert.Equal(first, after.First);
    }

    [Fact]
    public void A_machine_is_known_by_old_and_new_for_the_overlap_and_nobody_takes_anothers()
    {
        var world = network.World;
        var register = new MachineRegister(world.RegistryGenesis);
        world.RegistryBlocks.ForEach(block => register.Add(block));
        var (one, two) = (new Party("one").TlsFingerprint, new Party("two").TlsFingerprint);
        Announce(world, register, world.Cloud, one, World.StartMillis + 1000);
        Assert.Equal((world.Cloud.TlsFingerprint, ulong.MaxValue), Shown(register, one));
        Assert.Equal((world.Cloud.TlsFingerprint, World.StartMillis + 1000), Shown(register, world.Cloud.TlsFingerprint));

        Announce(world, register, world.Cloud, two, World.StartMillis + 2000);
        Assert.Equal((world.Cloud.TlsFingerprint, 0ul), Shown(register, world.Cloud.TlsFingerprint));
        Assert.Equal((world.Cloud.TlsFingerprint, World.StartMillis + 2000), Shown(register, one));

        Announce(world, register, world.Manager, new Party("three").TlsFingerprint, World.StartMillis + 1000);
        Assert.Equal(world.Manager.TlsFingerprint, register.MachineOf(new Party("three").TlsFingerprint));
        Announce(world, register, world.Proxy, world.Hospital.TlsFingerprint, World.StartMillis + 1000);
        Assert.Equal(world.Hospital.TlsFingerprint, register.MachineOf(world.Hospital.TlsFingerprint));
        Assert.False(register.Certificates.ContainsKey(world.Hospital.TlsFingerprint));
    }

    private static (Bytes32 Machine, ulong Until) Shown(MachineRegister register, Bytes32 fingerprint) =>
        (register.Certificates[fingerprint].Machine, register.Certificates[fingerprint].UntilMillis);

    private static void Announce(World world, MachineRegister register, Party party, Bytes32 fingerprint, ulong untilMillis)
    {
        world.SealRegistry(Record.Sign(
            world.RegistryGenesis.ChainId, World.StartMillis, new RotateTls { TlsFingerprint = fingerprint, OldUntilMillis = untilMillis }, party.Signing));
        register.Add(world.RegistryBlocks[^1]);
    }

    private async Task SealAsync(ChainNode hospital, ChainNode manager, string doctor)
    {
        var record = network.World.EnrolDoctor(network.World.Doctor(doctor));
        await hospital.SubmitAsync(network.HospitalId, [record]);
        await manager.InBlockAsync(network.HospitalId, record);
    }

    /// <summary>Certificates made by this clock ended long ago.</summary>
    private sealed class LongAgo : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(1960, 1, 2, 0, 0, 0, TimeSpan.Zero);
    }
}
