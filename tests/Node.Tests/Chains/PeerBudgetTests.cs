using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Rates;
using HospitalChain.Node.Tests.Support;
using HospitalChain.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>A peer that has a node verify what is worth nothing pays for it; what is of use costs nobody anything.</summary>
public sealed class PeerBudgetTests
{
    private static readonly ChainHostOptions Few = new() { PeerRecords = new RateLimit(PerSecond: 0.01, Burst: 40), PeerBlocks = new RateLimit(PerSecond: 0.01, Burst: 10) };

    private readonly ManualTime time = new();

    [Fact]
    public void What_was_of_use_is_given_back_and_what_was_not_comes_back_with_time()
    {
        var (budgets, peer) = (new PeerBudgets(Few, time), Answers.Filled(1));
        for (var round = 0; round < 10; round++)
        {
            Assert.True(budgets.TryTakeRecords(peer, 40));
            for (var i = 0; i < 40; i++)
            {
                budgets.WasOfUse(peer);
            }
        }

        Assert.True(budgets.TryTakeRecords(peer, 40));
        Assert.False(budgets.TryTakeRecords(peer, 1));
        Assert.True(budgets.TryTakeRecords(Answers.Filled(2), 40)); // another's is its own
        time.Advance(TimeSpan.FromSeconds(200));
        Assert.True(budgets.TryTakeRecords(peer, 2));
        Assert.False(budgets.TryTakeRecords(peer, 1));
    }

    [Fact]
    public void A_bad_frame_takes_what_there_is()
    {
        var (budgets, peer) = (new PeerBudgets(Few, time), Answers.Filled(1));
        budgets.SentBadFrame(peer);
        Assert.False(budgets.TryTakeRecords(peer, 1));
        Assert.True(budgets.TryTakeBlocks(peer, 10));
        Assert.False(budgets.TryTakeBlocks(peer, 1));
    }

    [Fact]
    public async Task A_peer_that_sends_refused_records_is_dropped_and_coming_back_buys_nothing_while_others_are_heard()
    {
        await using var network = new ChainNetwork();
        using var flooder = new RawPeer();
        using var honest = new RawPeer();
        var options = network.OptionsOf("hospital", ChainMode.Follower, ChainMode.Supernode);
        var hospital = await network.StartAsync(
            options with { Contacts = [new PeerOptions("flooder", null, flooder.Identity.Fingerprint), new PeerOptions("honest", null, honest.Identity.Fingerprint)] },
            network.World.Hospital.Keys.Signing(0),
            services => services.AddSingleton(Few));
        Record[] worthless = [.. Enumerable.Range(0, 64).Select(i => network.World.Access(network.World.Doctor("nobody"), (uint)i))];

        await flooder.ConnectAsync(network.PeerPortOf("hospital"));
        for (var sent = 0; sent < worthless.Length; sent += 16)
        {
            await SendAsync(flooder, network, worthless[sent..(sent + 16)]);
        }

        Assert.Equal("FLOODING", await flooder.CloseReasonAsync());
        using var again = new RawPeer(flooder);
        await again.ConnectAsync(network.PeerPortOf("hospital"));
        await SendAsync(again, network, worthless[..16]);
        Assert.Equal("FLOODING", await again.CloseReasonAsync());

        await honest.ConnectAsync(network.PeerPortOf("hospital"));
        var right = network.World.EnrolDoctor(network.World.Doctor("ada"));
        await SendAsync(honest, network, [right]);
        await hospital.InBlockAsync(network.HospitalId, right);
    }

    [Fact]
    public async Task A_peer_that_asks_for_blocks_without_end_is_dropped()
    {
        await using var network = new ChainNetwork();
        using var peer = new RawPeer();
        var options = network.OptionsOf("hospital", ChainMode.Follower, ChainMode.Supernode);
        await network.StartAsync(
            options with { Contacts = [new PeerOptions("raw", null, peer.Identity.Fingerprint)] }, network.World.Hospital.Keys.Signing(0), services => services.AddSingleton(Few));
        await peer.ConnectAsync(network.PeerPortOf("hospital"));
        for (var i = 0; i < 11; i++)
        {
            await peer.SendAsync([ChainFrames.BlocksRequest, .. new BlocksRequestFrame(network.HospitalId, 1, 1).ToBytes()]);
        }

        Assert.Equal("FLOODING", await peer.CloseReasonAsync());
    }

    private static Task SendAsync(RawPeer peer, ChainNetwork network, IReadOnlyList<Record> records) =>
        peer.SendAsync([ChainFrames.RecordForward, .. RecordsFrame.Split(network.HospitalId, records).Single()]);
}
