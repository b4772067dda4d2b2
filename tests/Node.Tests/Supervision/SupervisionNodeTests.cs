using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Supervision;
using HospitalChain.Node.Tests.Chains;
using HospitalChain.Node.Tests.Services;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Supervision;

/// <summary>
/// Real nodes and a hospital that lies with its real key: its frames reach the system manager's node as its own would. What it
/// did is seen, reported, judged and charged without anybody's hand.
/// </summary>
public sealed class SupervisionNodeTests : IAsyncLifetime
{
    private readonly ChainNetwork network = new();
    private ChainNode manager = null!;
    private Visit visit = null!;

    private World World => network.World;

    private Party Ada => World.Doctor("ada");

    private static ulong Now => (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask InitializeAsync()
    {
        (manager, var hospital) = await network.StartEnrolledAsync();
        visit = World.NewVisit("pat");
        foreach (var record in (Record[])[World.EnrolDoctor(Ada), World.RegisterVisit(visit, [Ada])])
        {
            await hospital.SubmitAsync(network.HospitalId, [record]);
            await manager.InBlockAsync(network.HospitalId, record);
        }

        await hospital.DisposeAsync();
    }

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task A_wrong_rejection_is_seen_reported_judged_and_charged()
    {
        var good = World.Diagnose(Ada, visit, "good");
        Tell(ChainFrames.BlockAnnounce, BlockFrame.ToBytes(Lie([Lies.Reject(World.Hospital, good, "CAPSULE_INVALID")])));

        await UntilCreditAsync(85);

        var note = Assert.Single(CasesOfRegistry());
        Assert.Equal(("REJECTION_UNFOUNDED", World.Hospital.Key, World.Manager.Key), (note.Code, note.Accused, note.Accuser));
        var report = (Report)manager.Chain(network.RegistryId).ReadRecord(note.CaseId)!.Record.Body;
        Assert.Null(report.Evidence.Value!.Refuses());
        Assert.Equal(good.Id, report.Evidence.Value.Subject);
        Assert.Empty(manager.Services.GetRequiredService<EvidenceShelf>().All());
    }

    [Fact]
    public async Task A_block_that_breaks_a_rule_stops_the_chain_over_a_restart_whatever_is_sealed_then()
    {
        var before = Chain;
        Tell(ChainFrames.BlockAnnounce, BlockFrame.ToBytes(Lie([Lies.Reject(World.Hospital, World.Diagnose(Ada, visit, "good"), "CAPSULE_INVALID")])));
        await manager.UntilAsync(network.HospitalId, chain => chain.Stopped is not null);
        var (reason, offence) = (manager.Chain(network.HospitalId).Stopped!, manager.Chain(network.HospitalId).Offence!);

        await manager.DisposeAsync();
        manager = await network.StartManagerAsync();
        Tell(ChainFrames.BlockAnnounce, BlockFrame.ToBytes(World.Seal(before, World.Hospital, Facts, World.Access(Ada, 1)).Block));

        await manager.UntilAsync(network.HospitalId, chain => chain.Stopped is not null || chain.Chain.Head.Height > before.Head.Height);
        Assert.Equal(before.Head.Hash, Chain.Head.Hash);
        Assert.Equal(reason.ToString(), manager.Chain(network.HospitalId).Stopped?.ToString());
        Assert.Equal(offence.ToBytes(), manager.Chain(network.HospitalId).Offence?.ToBytes());
    }

    [Fact]
    public async Task A_head_that_takes_blocks_back_is_charged_and_stops_nobody()
    {
        using var patient = await NodeCaller.EnterAsync(manager, network.HospitalId, visit.Signing);
        var lower = manager.Chain(network.HospitalId).ReadHeader(1)!.Header;
        var taken = new ForkEvidence(World.HospitalGenesis, Equivocation.Of(Lies.Head(World.Hospital, Chain.Head, Now), Lies.Head(World.Hospital, lower, Now + 1)));
        await patient.PostBytesAsync("/v1/evidence", taken.ToBytes()).ReadAsync<EvidenceTaken>();

        await UntilCreditAsync(60);

        Assert.Null(manager.Chain(network.HospitalId).Stopped); // the verdict came after every node could read the report
        var (height, next) = (Chain.Head.Height, World.Seal(Chain, World.Hospital, Facts, World.Access(Ada, 1)).Block);
        Tell(ChainFrames.BlockAnnounce, BlockFrame.ToBytes(next));
        await manager.UntilAsync(network.HospitalId, chain => chain.Chain.Head.Height == height + 1);
    }

    [Fact]
    public async Task Evidence_of_a_block_that_follows_another_parent_stops_like_two_headers_at_one_height()
    {
        var child = Lies.Block(World.Hospital, Chain, Facts, [World.Access(Ada, 1)]).Sealed;
        var (height, hash, time) = (Chain.Head.Height, child.Header.RecordsRoot, Now);
        var below = new SignedHead(network.HospitalId, height, hash, time, World.Hospital.Signing.Sign(SignedMessage.Head(network.HospitalId, height, hash, time)));

        Tell(ChainFrames.EvidenceReport, EvidenceFrame.ToBytes(Equivocation.Of(child, below)));

        await manager.UntilAsync(network.HospitalId, chain => chain.Stopped is not null);
        Assert.Equal("EQUIVOCATION", manager.Chain(network.HospitalId).Stopped!.Code);
    }

    [Fact]
    public async Task A_fork_suspends_and_is_charged_once_over_a_restart()
    {
        var (newest, _) = (manager.Chain(network.HospitalId).ReadHeader(2)!, manager.Chain(network.HospitalId).Chain);
        var twin = Lies.Head(World.Hospital, Lies.Block(World.Hospital, Chain, Facts, [World.Access(Ada, 1)]).Header, Now);
        Tell(ChainFrames.BlockAnnounce, BlockFrame.ToBytes(Lie([World.Access(Ada, 2)])));
        Tell(ChainFrames.HeadAnnounce, HeadFrame.ToBytes(twin));
        Assert.NotNull(newest);

        await UntilCreditAsync(60);
        Assert.True(new RegistryFacts(manager.Chain(network.RegistryId).Chain).IsSuspended(network.HospitalId));
        await manager.DisposeAsync();
        manager = await network.StartManagerAsync();
        await manager.UntilAsync(network.HospitalId, chain => chain.Stopped is not null);
        using var caller = await NodeCaller.EnterAsync(manager, network.RegistryId, World.Manager.Signing);
        var cases = await caller.GetAsync($"/v1/chains/{network.RegistryId}/cases").ReadAsync<CaseView[]>();
        Assert.Equal(("EQUIVOCATION", "sanctioned", 40u), (cases.Single().Code, cases.Single().Stage, cases.Single().Points));
        var changes = await caller.GetAsync($"/v1/chains/{network.RegistryId}/credit/{World.Hospital.Key}/changes").ReadAsync<CreditChange[]>();
        Assert.Equal((-40, 60u, "chain.md §4.6", cases.Single().CaseId), (changes.Single().Points, changes.Single().After, changes.Single().Rule, changes.Single().EvidenceId));
    }

    [Fact]
    public async Task A_promise_that_a_head_shows_broken_is_charged()
    {
        var kept = World.Diagnose(Ada, visit, "kept out");
        Assert.Null((await manager.Chain(network.HospitalId).SubmitAsync(kept)).Answer.Refusal); // a promise is kept where its record waits
        var promise = Lies.Promise(World.Hospital, World.HospitalGenesis, kept.Id, Now - ChainNetwork.QuickParameters.PromiseWaitMillis - 1);
        Tell(ChainFrames.PromiseReply, PromisesFrame.ToBytes(network.HospitalId, [promise]));
        await manager.UntilAsync(network.HospitalId, chain => chain.ReadOpenPromises().Count == 1);
        Assert.Equal(100u, CreditOfHospital().Points);

        Tell(ChainFrames.HeadAnnounce, HeadFrame.ToBytes(Lies.Head(World.Hospital, Chain.Head, Now + 5)));

        await UntilCreditAsync(90);
        Assert.Equal("PROMISE_BROKEN", Assert.Single(CasesOfRegistry()).Code);
        Assert.Null(manager.Chain(network.HospitalId).Stopped);
    }

    [Fact]
    public async Task A_patients_client_hands_evidence_to_any_node_and_forged_evidence_costs_nobody_anything()
    {
        using var patient = await NodeCaller.EnterAsync(manager, network.HospitalId, visit.Signing);
        var newest = manager.Chain(network.HospitalId).ReadHeader(2)!;
        var twin = Lies.Seal(World.Hospital, Lies.Block(World.Hospital, Chain, Facts, [World.Access(Ada, 1)], newest.Header.TimeMillis + 1).Header);
        var one = Lies.Block(World.Hospital, Chain, Facts, [World.Access(Ada, 2)], newest.Header.TimeMillis + 2).Sealed;
        var forged = new ForkEvidence(World.HospitalGenesis, Equivocation.Of(one, Lies.Seal(World.Cloud, twin.Header)));
        Assert.Equal((422, "EVIDENCE_UNPROVEN"), await NodeCaller.RefusalOf(patient.PostBytesAsync("/v1/evidence", forged.ToBytes())));
        Assert.Equal((400, "MALFORMED"), await NodeCaller.RefusalOf(patient.PostBytesAsync("/v1/evidence", new byte[] { 1, 2 })));
        Assert.Equal(413, (await NodeCaller.RefusalOf(patient.PostBytesAsync("/v1/evidence", new byte[RecordLimits.EvidenceBytesMax + 1]))).Status);
        using var stranger = NodeCaller.Anonymous(manager);
        Assert.Equal((401, "LOGIN_REQUIRED"), await NodeCaller.RefusalOf(stranger.PostBytesAsync("/v1/evidence", forged.ToBytes())));
        Assert.Empty(manager.Services.GetRequiredService<EvidenceShelf>().All());

        var right = new ForkEvidence(World.HospitalGenesis, Equivocation.Of(one, twin));
        var taken = await patient.PostBytesAsync("/v1/evidence", right.ToBytes()).ReadAsync<EvidenceTaken>();
        Assert.Equal((right.Code, right.OffenceKey), (taken.Code, taken.OffenceKey));
        await UntilCreditAsync(60);
        var again = await patient.PostBytesAsync("/v1/evidence", right.ToBytes()).ReadAsync<EvidenceTaken>();
        Assert.Equal(Assert.Single(CasesOfRegistry()).CaseId, again.ReportId);
    }

    [Fact]
    public async Task A_flood_of_evidence_is_answered_429()
    {
        using var caller = await NodeCaller.EnterAsync(manager, network.RegistryId, World.Manager.Signing);
        var statuses = new List<int>();
        for (var i = 0; i < 30; i++)
        {
            using var answer = await caller.PostBytesAsync("/v1/evidence", new byte[] { 1 });
            statuses.Add((int)answer.StatusCode);
        }

        Assert.Contains(429, statuses);
        Assert.Equal(400, statuses[0]);
    }

    [Fact]
    public async Task A_report_by_a_doctor_of_another_node_reaches_the_system_manager()
    {
        var one = Lies.Block(World.Hospital, Chain, Facts, [World.Access(Ada, 1)]).Sealed;
        var two = Lies.Block(World.Hospital, Chain, Facts, [World.Access(Ada, 2)]).Sealed;
        var evidence = new ForkEvidence(World.HospitalGenesis, Equivocation.Of(one, two));
        var body = new Report
        {
            Reporter = new Grantee
            {
                Key = Ada.Key,
                ChainId = network.HospitalId,
                SealedHeader = manager.Chain(network.HospitalId).ReadHeader(2)!.ToBytes(),
                EnrolmentProof = EnrolmentProof.Of(Chain.Tree, Ada.Key)!.ToBytes(),
            },
            EvidenceBytes = evidence.ToBytes(),
        };
        var report = Record.Sign(network.RegistryId, World.StartMillis, body, Ada.Signing);
        var clinic = await network.StartClinicAsync();
        await clinic.InBlockAsync(network.RegistryId, World.RegistryBlocks[0].Records[0]);

        Assert.Null((await clinic.Chain(network.RegistryId).SubmitAsync(report)).Answer.Refusal);

        await manager.InBlockAsync(network.RegistryId, report);
        await UntilCreditAsync(60);
        Assert.Equal(Ada.Key, Assert.Single(CasesOfRegistry()).Accuser);
        await clinic.UntilAsync(network.HospitalId, chain => chain.Stopped is not null); // neither had seen the fork itself: all take one stand
        await manager.UntilAsync(network.HospitalId, chain => chain.Stopped is not null);
        Assert.Equal("EQUIVOCATION", clinic.Chain(network.HospitalId).Stopped!.Code);
        var twice = await manager.Chain(network.RegistryId).SubmitAsync(Record.Sign(network.RegistryId, World.StartMillis + 1, body, Ada.Signing));
        Assert.Equal("OFFENCE_KNOWN", twice.Answer.Refusal?.Code);
    }

    private ChainState Chain => manager.Chain(network.HospitalId).Chain;

    private RegistryFacts Facts => new(manager.Chain(network.RegistryId).Chain);

    private CreditEntry CreditOfHospital() => manager.Chain(network.RegistryId).Chain.Entries.Credit(World.Hospital.Key)!.Value;

    private IReadOnlyList<CaseNote> CasesOfRegistry()
    {
        var ledgers = manager.Services.GetRequiredService<Api.ILedgers>();
        return manager.Services.GetRequiredService<SupervisionJournals>().Of(ledgers.Registry!).Cases();
    }

    private Task UntilCreditAsync(uint points) => manager.UntilAsync(network.RegistryId, _ => CreditOfHospital().Points == points);

    /// <summary>A block of these records, whatever the rules say.</summary>
    private Block Lie(IReadOnlyList<Record> records) =>
        Lies.Block(World.Hospital, Chain, Facts, records, Math.Max(Now, Chain.Head.TimeMillis + 1), StateOf(records));

    private Bytes32? StateOf(IReadOnlyList<Record> records) =>
        records is [{ Body: Access }] ? World.Seal(Chain, World.Hospital, Facts, records).After.Tree.Root : null;

    /// <summary>A frame as the hospital's node would send it.</summary>
    private void Tell(byte type, byte[] payload) =>
        manager.Chain(network.HospitalId).Gate.Take(new PeerFrame(network.FingerprintOf("hospital"), type, payload), connection: 0);
}
