using HospitalChain.Crypto;
using HospitalChain.Node.Supervision;
using HospitalChain.Node.Tests.Services;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.Protocol.Trees;
using HospitalChain.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace HospitalChain.Node.Tests.Supervision;

/// <summary>A refusal of evidence is disputed: the desk discloses its α to the system manager, whose node decides by it.</summary>
public sealed class DisputeTests : IDisposable
{
    private readonly HospitalBench bench = new();
    private readonly SupervisionJournals journals = new();
    private readonly Visit visit;

    public DisputeTests()
    {
        var ticket = bench.Desk.Issue(string.Empty).OrThrow();
        visit = bench.World.NewVisit("Pat", ticket.Alpha);
        bench.Chain.Seal(bench.World.RegisterVisit(visit, [bench.Ada]));
    }

    private World World => bench.World;

    private TestLedger Registry => (TestLedger)bench.Ledgers.Registry!;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Good_evidence_that_was_refused_costs_the_hospital()
    {
        var report = await DisputeAsync(World.Diagnose(bench.Ada, visit, "good"));
        Assert.Equal(CaseStage.Upheld, Registry.State.Entries.Case(report.Id)!.Stage);
        await SettleAsync();
        Assert.Equal(85u, Registry.State.Entries.Credit(World.Hospital.Key)?.Points);
    }

    [Fact]
    public async Task Bad_evidence_that_was_refused_costs_nobody()
    {
        var report = await DisputeAsync(World.Diagnose(bench.Ada, visit, "bad", spoil: parts => parts with { EvidenceTag = Bytes32.Zero }));
        Assert.Equal(CaseStage.Dismissed, Registry.State.Entries.Case(report.Id)!.Stage);
        await SettleAsync();
        Assert.Equal(100u, Registry.State.Entries.Credit(World.Hospital.Key)?.Points);
    }

    [Fact]
    public async Task A_hospital_that_is_silent_loses_after_its_time_and_not_before()
    {
        var report = Report(World.Diagnose(bench.Ada, visit, "good"));
        Registry.Seal(report);
        var court = NewCourt();
        await ListenAsync(court, Parameters.RegistryLagMaxMillis - 60_000.0);
        Assert.Empty(Registry.Submitted);
        await ListenAsync(court, 240_000);
        Assert.True(Assert.IsType<Verdict>(Assert.Single(Registry.Submitted).Body).Upheld);
    }

    [Fact]
    public async Task Time_in_which_the_system_manager_was_away_costs_the_hospital_no_dispute()
    {
        Registry.Seal(Report(World.Diagnose(bench.Ada, visit, "good")));
        bench.Time.Advance(TimeSpan.FromMilliseconds(Parameters.RegistryLagMaxMillis + 120_000.0));
        var court = NewCourt(); // as after an outage
        await ListenAsync(court, 240_000);
        Assert.Empty(Registry.Submitted);

        bench.Time.Advance(TimeSpan.FromMilliseconds(Parameters.RegistryLagMaxMillis)); // it stood still, without an end
        await ListenAsync(court, Parameters.RegistryLagMaxMillis - 60_000.0);
        Assert.Empty(Registry.Submitted);

        await ListenAsync(court, 240_000);
        Assert.True(Assert.IsType<Verdict>(Assert.Single(Registry.Submitted).Body).Upheld);
    }

    [Fact]
    public async Task A_verdict_that_the_chain_rejected_is_given_again()
    {
        Registry.Seal(Report(World.Diagnose(bench.Ada, visit, "good")));
        var court = NewCourt();
        await ListenAsync(court, Parameters.RegistryLagMaxMillis + 240_000.0);
        var early = Assert.Single(Registry.Submitted);
        Registry.Submitted.Clear();
        Registry.Seal(Lies.Reject(World.Manager, early, "CASE_STAGE_WRONG")); // the block's clock was behind the court's
        await court.SettleAsync(CancellationToken.None);
        Assert.NotEqual(early.Id, Assert.Single(Registry.Submitted).Id);
        await NewCourt().SettleAsync(CancellationToken.None);
        Assert.Single(Registry.Submitted);
    }

    [Fact]
    public async Task No_step_is_asked_for_twice()
    {
        var report = Report(World.Diagnose(bench.Ada, visit, "good"));
        Registry.Seal(report);
        var desk = NewDesk();
        await desk.SettleAsync(CancellationToken.None);
        await desk.SettleAsync(CancellationToken.None);
        Assert.Single(Registry.Submitted);
        Registry.Seal();
        await desk.SettleAsync(CancellationToken.None);
        Assert.Empty(Registry.Submitted);
        var court = NewCourt();
        await court.SettleAsync(CancellationToken.None);
        await court.SettleAsync(CancellationToken.None);
        var first = Assert.Single(Registry.Submitted);
        await NewCourt().SettleAsync(CancellationToken.None); // as after a restart
        Assert.Equal(first.Id, Assert.Single(Registry.Submitted).Id);
    }

    private async Task<Record> DisputeAsync(Record refused)
    {
        var report = Report(refused);
        Registry.Seal(report);
        await NewDesk().SettleAsync(CancellationToken.None);
        Registry.Seal();
        Assert.Equal(CaseStage.Disclosed, Registry.State.Entries.Case(report.Id)!.Stage);
        await SettleAsync();
        return report;
    }

    private async Task SettleAsync()
    {
        await NewCourt().SettleAsync(CancellationToken.None);
        if (Registry.Submitted.Count > 0)
        {
            Registry.Seal();
        }
    }

    private Record Report(Record refused)
    {
        bench.Chain.Seal(Lies.Reject(World.Hospital, refused, "EVIDENCE_MISMATCH"));
        var state = bench.Chain.State;
        var block = bench.Chain.ReadBlock(state.Head.Height)!;
        var evidence = new DisputeEvidence(
            World.HospitalGenesis, RecordProof.Of(block, 0, head: null), StateEntryProof.Of(block.Sealed, state.Tree, StateKey.Of(StateKinds.Visit, visit.Claim.Pid.Span)));
        var reporter = new Grantee
        {
            Key = bench.Ada.Key, ChainId = bench.Chain.ChainId, SealedHeader = block.Sealed.ToBytes(), EnrolmentProof = EnrolmentProof.Of(state.Tree, bench.Ada.Key)!.ToBytes(),
        };
        return Record.Sign(Registry.ChainId, World.StartMillis, new Report { Reporter = reporter, EvidenceBytes = evidence.ToBytes() }, bench.Ada.Signing);
    }

    private ChainParameters Parameters => World.RegistryGenesis.Parameters;

    /// <summary>The court is there all the while, and hears each minute that the registry goes on.</summary>
    private async Task ListenAsync(Court court, double millis)
    {
        for (var passed = 0.0; passed < millis; passed += Parameters.HeadAgeMaxMillis)
        {
            await court.SettleAsync(CancellationToken.None);
            bench.Time.Advance(TimeSpan.FromMilliseconds(Parameters.HeadAgeMaxMillis));
        }

        await court.SettleAsync(CancellationToken.None);
    }

    private DisclosureDesk NewDesk() => new(bench.Identity, bench.Ledgers, journals, bench.Store, NullLogger<DisclosureDesk>.Instance);

    private Court NewCourt() => new(Registry, journals, World.Manager.Signing, World.Manager.Sealing, bench.Time, NullLogger<Court>.Instance);
}
