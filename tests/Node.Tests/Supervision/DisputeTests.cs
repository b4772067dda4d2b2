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
        await court.SettleAsync(CancellationToken.None);
        Assert.Empty(Registry.Submitted);
        bench.Time.Advance(TimeSpan.FromMilliseconds(World.RegistryGenesis.Parameters.RegistryLagMaxMillis + 120_000.0));
        await court.SettleAsync(CancellationToken.None);
        Assert.True(Assert.IsType<Verdict>(Assert.Single(Registry.Submitted).Body).Upheld);
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

    private DisclosureDesk NewDesk() => new(bench.Identity, bench.Ledgers, journals, bench.Store, NullLogger<DisclosureDesk>.Instance);

    private Court NewCourt() => new(Registry, journals, World.Manager.Signing, World.Manager.Sealing, bench.Time, NullLogger<Court>.Instance);
}
