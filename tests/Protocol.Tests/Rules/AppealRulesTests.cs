using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

/// <summary>A doctor who was charged, expelled or not, appeals once; hospital or system manager answers.</summary>
public sealed class AppealRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly Party ada;
    private readonly Visit visit;

    public AppealRulesTests()
    {
        ada = World.Doctor("ada");
        visit = World.NewVisit("pat");
        ledger.With(World.EnrolDoctor(ada), World.EnrolDoctor(World.Doctor("bea"))).With(World.RegisterVisit(visit, [ada]));
    }

    private World World => ledger.World;

    [Fact]
    public void An_expelled_doctor_appeals_and_is_restored_above_the_bound()
    {
        var refused = Expel();
        Assert.True(ledger.State.Entries.Credit(ada.Key)!.Value.Expelled);
        Assert.Equal("AUTHOR_EXPELLED", ledger.CodeOf(World.Diagnose(ada, visit, "expelled")));
        ledger.With(Appeal(refused[0], ada)).With(Restore(refused[0], 20, World.Hospital));
        Assert.Equal((80u, false), (ledger.State.Entries.Credit(ada.Key)!.Value.Points, ledger.State.Entries.Credit(ada.Key)!.Value.Expelled));
        Assert.Null(ledger.CodeOf(World.Diagnose(ada, visit, "back")));
    }

    [Fact]
    public void At_the_bound_a_restoration_of_too_few_points_ends_nothing()
    {
        var refused = Expel();
        ledger.With(Appeal(refused[0], ada)).With(Restore(refused[0], 0, World.Manager));
        Assert.True(ledger.State.Entries.Credit(ada.Key)!.Value.Expelled);
    }

    [Fact]
    public void The_system_manager_may_restore_what_the_hospital_took()
    {
        var refused = Expel();
        ledger.With(Appeal(refused[1], ada));
        Assert.Null(ledger.CodeOf(Restore(refused[1], 20, World.Manager)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Restore(refused[1], 20, ada)));
        Assert.Equal("POINTS_MISMATCH", ledger.CodeOf(Restore(refused[1], 21, World.Hospital)));
    }

    [Fact]
    public void Nobody_appeals_for_another_twice_or_what_cost_nothing()
    {
        var refused = Expel();
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Appeal(refused[0], World.Doctor("bea"))));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Appeal(refused[0], World.Hospital)));
        Assert.Equal("AUTHOR_UNKNOWN", ledger.CodeOf(Appeal(refused[0], World.Doctor("eve"))));
        Assert.Equal("CASE_UNKNOWN", ledger.CodeOf(Appeal(World.Diagnose(ada, visit, "never refused"), ada)));
        Assert.Equal("CASE_STAGE_WRONG", ledger.CodeOf(Restore(refused[0], 20, World.Hospital)));
        ledger.With(Appeal(refused[0], ada));
        Assert.Equal("CASE_STAGE_WRONG", ledger.CodeOf(Appeal(refused[0], ada, 1)));
        ledger.With(Restore(refused[0], 20, World.Hospital));
        Assert.Equal("CASE_STAGE_WRONG", ledger.CodeOf(Restore(refused[0], 20, World.Hospital, 1)));
    }

    private Record[] Expel()
    {
        var refused = new[] { "1", "2" }.Select(text => World.Diagnose(ada, visit, text, spoil: parts => parts with { EvidenceTag = Bytes32.Zero })).ToArray();
        ledger.With([.. refused.Select(record => Lies.Reject(World.Hospital, record, "EVIDENCE_MISMATCH"))]);
        return refused;
    }

    private Record Appeal(Record refused, Party by, ulong later = 0) =>
        Record.Sign(refused.ChainId, World.StartMillis + later, new Appeal { CaseId = refused.Id, StatementHash = default }, by.Signing);

    private Record Restore(Record refused, uint points, Party by, ulong later = 0) =>
        Record.Sign(refused.ChainId, World.StartMillis + later, new Restoration { CaseId = refused.Id, Points = points }, by.Signing);
}
