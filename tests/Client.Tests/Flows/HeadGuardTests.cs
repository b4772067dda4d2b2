using System.Security.Cryptography;
using HospitalChain.Client.Hospitals;
using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Tests.Network;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Tests.Flows;

/// <summary>Which head a client goes by: what continues what it saw, is fresh, and has the witnesses that it demands; both sides of a split view are kept.</summary>
public sealed class HeadGuardTests : IAsyncLifetime
{
    private Journey journey = null!;

    private ClientSession Reader => journey.PatientSession;

    private TestChain Chain => journey.Network.ChainA;

    private TestNode Node => journey.Network.NodeA;

    public async ValueTask InitializeAsync()
    {
        journey = await Journey.ToDiagnosisAsync();
        await ReadAsync();
    }

    public ValueTask DisposeAsync()
    {
        journey.Dispose();
        return default;
    }

    [Fact]
    public async Task A_chain_that_grew_is_gone_by_and_remembered()
    {
        var before = Reader.Heads.Newest(Chain.Genesis.ChainId)!.Height;
        Grow(Chain, 1);
        await ReadAsync();
        Assert.True(Reader.Heads.Newest(Chain.Genesis.ChainId)!.Height > before);
        Assert.Empty(Reader.Heads.Evidence());
    }

    [Fact]
    public async Task A_fork_below_what_was_seen_is_refused_and_both_sides_prove_the_lie()
    {
        var fork = Chain.Fork((int)Chain.State.Head.Height - 2);
        Grow(fork, 3);
        Node.Shows[Chain.Genesis.ChainId] = fork;
        await SplitAsync(proves: true);
    }

    [Fact]
    public async Task A_fork_at_the_very_height_is_refused_and_both_sides_prove_the_lie()
    {
        var fork = Chain.Fork((int)Chain.State.Head.Height - 1);
        Grow(fork, 1);
        Node.Shows[Chain.Genesis.ChainId] = fork;
        await SplitAsync(proves: true);
    }

    [Fact]
    public async Task A_later_head_of_a_smaller_history_is_refused_and_both_sides_prove_the_lie()
    {
        var smaller = Chain.Fork((int)Chain.State.Head.Height - 1);
        journey.Network.Clock.Advance(TimeSpan.FromSeconds(1));
        Node.Shows[Chain.Genesis.ChainId] = smaller;
        await SplitAsync(proves: true);
    }

    [Fact]
    public async Task A_node_that_stays_behind_is_refused_after_a_moment_and_proves_nobody_a_liar()
    {
        var old = Chain.Update(0, since: null)!;
        journey.Network.Clock.Advance(TimeSpan.FromSeconds(1));
        Grow(Chain, 1);
        await ReadAsync();
        Node.Spoil = _ => old;
        await SplitAsync(proves: false);
    }

    [Fact]
    public async Task A_node_that_catches_up_in_time_is_not_accused()
    {
        var old = Chain.Update(0, since: null)!;
        Grow(Chain, 1);
        await ReadAsync();
        var times = 0;
        Node.Spoil = update => times++ < 3 ? old : update;
        await ReadAsync();
        Assert.Equal(4, times);
        Assert.Empty(Reader.Heads.Evidence());
    }

    [Fact]
    public async Task Growth_without_its_proof_is_refused()
    {
        Grow(Chain, 1);
        Node.Spoil = update => update with { Since = null };
        await SplitAsync(proves: false);
    }

    [Fact]
    public async Task Growth_with_another_blocks_proof_is_refused()
    {
        Grow(Chain, 1);
        Node.Spoil = update => update with { Since = Chain.Update(0, since: 1)!.Since };
        await SplitAsync(proves: false);
    }

    [Fact]
    public async Task A_head_that_somebody_else_signed_is_no_split_view()
    {
        Node.Spoil = update => update with { Head = update.Head with { Head = update.Head.Head with { TimeMillis = update.Head.Head.TimeMillis + 1 } } };
        Assert.Equal("SEAL_INVALID", await RefusedAsync());
        Assert.Empty(Reader.Heads.Evidence());
    }

    [Fact]
    public async Task After_a_split_view_the_true_history_is_still_gone_by()
    {
        var fork = Chain.Fork((int)Chain.State.Head.Height - 1);
        Grow(fork, 1);
        Node.Shows[Chain.Genesis.ChainId] = fork;
        await SplitAsync(proves: true);
        Node.Shows.Clear();
        await ReadAsync();
    }

    [Fact]
    public async Task What_stands_now_needs_a_fresh_head_and_what_was_recorded_once_does_not()
    {
        Chain.Silent = true;
        journey.Network.Clock.Advance(TimeSpan.FromMilliseconds(Chain.Genesis.Parameters.HeadAgeMaxMillis + 1_000));
        Assert.Equal("HEAD_TOO_OLD", await RefusedAsync());
        var record = Chain.Blocks[^1].Records[0].Id;
        Assert.Equal(record, (await Reader.Chains.RecordAsync(Chain.Genesis.ChainId, record, Identity(), default)).Record.Id);
    }

    [Fact]
    public async Task A_head_that_comes_late_is_waited_for()
    {
        Chain.Silent = true;
        journey.Network.Clock.Advance(TimeSpan.FromMilliseconds(Chain.Genesis.Parameters.HeadAgeMaxMillis + 1_000));
        var asked = 0;
        Node.Spoil = update =>
        {
            Chain.Silent = ++asked < 3;
            return update;
        };
        await ReadAsync();
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task A_head_from_the_future_is_refused()
    {
        journey.Network.Clock.Advance(TimeSpan.FromMinutes(10));
        await ReadAsync();
        journey.Network.Clock.Advance(-TimeSpan.FromMinutes(10));
        Assert.Equal("HEAD_TOO_OLD", await RefusedAsync());
    }

    [Fact]
    public async Task So_many_independent_witnesses_as_demanded()
    {
        Reader.Change(settings => settings with { Witnesses = 2 });
        Assert.Equal("WITNESSES_MISSING", await RefusedAsync());
        Witnesses(journey.Network.Manager.Keys, journey.Network.CloudKeys);
        await ReadAsync();
    }

    [Fact]
    public async Task A_history_that_nobody_stands_behind_is_not_remembered_and_a_fork_is_a_split_view_all_the_same()
    {
        Reader.Change(settings => settings with { Witnesses = 1 });
        var known = Reader.Heads.Newest(Chain.Genesis.ChainId);
        journey.Network.Clock.Advance(TimeSpan.FromSeconds(1));
        var fork = Chain.Fork((int)Chain.State.Head.Height);
        Grow(fork, 1);
        Node.Shows[Chain.Genesis.ChainId] = fork;
        fork.Witnesses.Add(journey.Network.HospitalA.Keys);
        Assert.Equal("WITNESSES_MISSING", await RefusedAsync());
        Assert.Equal(known, Reader.Heads.Newest(Chain.Genesis.ChainId));

        Node.Shows.Clear();
        Witnesses(journey.Network.Manager.Keys);
        Grow(Chain, 1);
        await ReadAsync();
        Node.Shows[Chain.Genesis.ChainId] = fork;
        await SplitAsync(proves: true);
    }

    [Fact]
    public async Task Neither_the_supernode_nor_a_stranger_nor_one_party_twice_counts()
    {
        using var stranger = new KeyTree(new byte[32]);
        Reader.Change(settings => settings with { Witnesses = 2 });
        Witnesses(journey.Network.Manager.Keys, journey.Network.HospitalA.Keys);
        Assert.Equal("WITNESSES_MISSING", await RefusedAsync());
        Witnesses(journey.Network.Manager.Keys, stranger);
        Assert.Equal("WITNESSES_MISSING", await RefusedAsync());
        Witnesses(journey.Network.Manager.Keys, journey.Network.HospitalB.Keys);
        await ReadAsync();
    }

    [Fact]
    public async Task A_cosignature_that_its_witness_did_not_make_does_not_count()
    {
        Reader.Change(settings => settings with { Witnesses = 1 });
        Witnesses(journey.Network.Manager.Keys);
        Node.Spoil = update => update with { Head = update.Head with { Cosignatures = [update.Head.Cosignatures[0] with { Signature = update.Head.Head.Signature }] } };
        Assert.Equal("WITNESSES_MISSING", await RefusedAsync());
    }

    [Fact]
    public async Task A_cosignature_of_another_head_does_not_count()
    {
        Witnesses(journey.Network.Manager.Keys);
        var earlier = Chain.Update(1, since: null)!.Head.Cosignatures;
        Reader.Change(settings => settings with { Witnesses = 1 });
        Node.Spoil = update => update with { Head = update.Head with { Cosignatures = [.. earlier.Select(one => one with { Mark = update.Head.Head.Mark })] } };
        Assert.Equal("WITNESSES_MISSING", await RefusedAsync());
    }

    [Fact]
    public async Task Where_the_profile_names_witnesses_only_those_count()
    {
        Witnesses(journey.Network.Manager.Keys, journey.Network.HospitalB.Keys);
        Reader.Change(settings => settings with { Witnesses = 1, WitnessKeys = [journey.Network.HospitalB.Key] });
        await ReadAsync();
        Chain.Witnesses.RemoveAt(1);
        Assert.Equal("WITNESSES_MISSING", await RefusedAsync());
    }

    private void Witnesses(params KeyTree[] witnesses)
    {
        foreach (var chain in new[] { Chain, journey.Network.Registry })
        {
            chain.Witnesses.Clear();
            chain.Witnesses.AddRange(witnesses);
        }
    }

    private void Grow(TestChain chain, int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            using var keys = new KeyTree(RandomNumberGenerator.GetBytes(KeyTree.SeedSize));
            using var hospital = journey.Network.HospitalA.Keys.Signing(0);
            var offer = EnrolmentOffer.OfDoctor(keys, 0, chain.Genesis.ChainId, "Pneumology");
            Assert.Null(chain.Apply(Record.Sign(chain.Genesis.ChainId, journey.Network.Clock.NowMillis, offer.Body, hospital)));
        }
    }

    private LoginIdentity Identity() => new Patients.PatientVisits(Reader).IdentityOf(journey.Visit);

    private Task<EnrolmentEntry?> ReadAsync() => Reader.Chains.EnrolmentAsync(Chain.Genesis.ChainId, Chain.Genesis.Supernode.Signing, Identity(), default);

    private async Task<string> RefusedAsync() => (await Assert.ThrowsAsync<RefusedException>(ReadAsync)).Refusal.Code;

    private async Task SplitAsync(bool proves)
    {
        Assert.Equal("SPLIT_VIEW", await RefusedAsync());
        var file = Assert.Single(Reader.Heads.Evidence());
        var evidence = Equivocation.Parse(await File.ReadAllBytesAsync(file)).OrThrow();
        Assert.Equal(proves ? null : "PROOF_INVALID", evidence.Refuses(Chain.Genesis)?.Code);
        Assert.Equal(Reader.Heads.Newest(Chain.Genesis.ChainId), evidence.One.Head);
    }
}
