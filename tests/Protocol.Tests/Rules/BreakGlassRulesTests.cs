using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

/// <summary>Emergencies: who opens, for how long, what is recorded, who closes, who judges, and what it costs.</summary>
public sealed class BreakGlassRulesTests
{
    private const ulong Now = World.StartMillis + 1000;
    private const ulong Until = Now + 60_000;
    private readonly HospitalLedger ledger = new();
    private readonly Party[] officers;
    private readonly Party reviewer;
    private readonly Visit visit;
    private readonly Record escrow;
    private readonly Record diagnosis;

    public BreakGlassRulesTests()
    {
        officers = [World.Doctor("ada"), World.Doctor("bea"), World.Doctor("cai")];
        reviewer = World.Doctor("dan");
        visit = World.NewVisit("pat");
        ledger.With([.. officers.Select(doctor => World.EnrolDoctor(doctor)), World.EnrolDoctor(reviewer)]).With(World.RegisterVisit(visit, officers));
        (escrow, diagnosis) = (World.Escrow(visit, EscrowPurpose.BreakGlass, officers, 2), World.Diagnose(officers[0], visit, "asthma"));
        ledger.With(escrow, diagnosis);
    }

    private World World => ledger.World;

    private Party[] Two => officers[..2];

    [Fact]
    public void Two_of_three_officers_open_read_close_and_are_reviewed()
    {
        var open = Opened();
        Assert.False(Entry(open).Closed);
        ledger.With(World.Read(open, diagnosis.Id, officers[0]));
        Assert.Equal(diagnosis.Id, Assert.Single(Entry(open).Opened));
        ledger.With(World.Read(open, diagnosis.Id, officers[0])); // read again is still one record
        ledger.With(World.Close(open, officers[1], diagnosis.Id));
        Assert.True(Entry(open).Closed);
        ledger.With(World.Review(open, reviewer, ReviewVerdict.Justified));
        Assert.Equal(ReviewVerdict.Justified, Entry(open).Verdict);
        Assert.Equal(100u, ledger.State.Entries.Credit(officers[0].Key)!.Value.Points);
    }

    [Fact]
    public void Without_an_escrow_the_patient_chose_nothing_is_opened()
    {
        Assert.Equal("ESCROW_UNKNOWN", ledger.CodeOf(World.Open(Terms(escrowId: diagnosis.Id), Two)));
        var guardians = World.Escrow(visit, EscrowPurpose.Recovery, officers, 2);
        ledger.With(guardians);
        Assert.Equal("ESCROW_UNKNOWN", ledger.CodeOf(World.Open(Terms(escrowId: guardians.Id), Two)));
        var other = World.NewVisit("other");
        ledger.With(World.RegisterVisit(other, officers));
        Assert.Equal("BREAK_GLASS_NOT_COVERED", ledger.CodeOf(World.Open(World.Terms(other, escrow.Id, Two, Until), Two)));
    }

    [Fact]
    public void Under_an_escrow_that_was_taken_back_nothing_is_opened_and_what_was_open_is_still_closed_and_judged()
    {
        var open = Opened();
        ledger.With(World.Read(open, diagnosis.Id, officers[0]));
        ledger.With(World.Withdraw(visit, escrow.Id));
        Assert.Equal("ESCROW_WITHDRAWN", ledger.CodeOf(World.Open(Terms(nonce: "another"), Two)));
        Assert.Null(ledger.CodeOf(World.Read(open, diagnosis.Id, officers[0], World.StartMillis + 1))); // promised before the block came: never a delivery without its record
        ledger.With(World.Close(open, officers[1], diagnosis.Id)).With(World.Review(open, reviewer, ReviewVerdict.Unjustified));
        Assert.Equal((true, ReviewVerdict.Unjustified), (Entry(open).Closed, Entry(open).Verdict));
        var next = World.Escrow(visit, EscrowPurpose.BreakGlass, officers, 3);
        ledger.With(next);
        Assert.Equal("ESCROW_WITHDRAWN", ledger.CodeOf(World.Open(Terms(nonce: "third"), Two))); // terms name the escrow that they were agreed under
        Assert.Null(ledger.CodeOf(World.Open(World.Terms(visit, next.Id, officers, Until), officers)));
    }

    [Fact]
    public void Too_few_strangers_and_forged_officers_open_nothing()
    {
        Party[] one = [officers[0], reviewer];
        Assert.Equal("BREAK_GLASS_OFFICERS", ledger.CodeOf(World.Open(World.Terms(visit, escrow.Id, one, Until), one)));
        Assert.Equal("BREAK_GLASS_OFFICERS", ledger.CodeOf(World.Open(Terms(), Two, author: officers[1])));
        Assert.Equal("BREAK_GLASS_SIGNATURE_INVALID", ledger.CodeOf(World.Open(Terms(), Two, forger: officers[1])));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Open(Terms(), Two, author: World.Hospital)));
        Assert.Equal("AUTHOR_UNKNOWN", ledger.CodeOf(World.Open(Terms(), Two, author: World.Doctor("stranger"))));
        var three = World.Escrow(World.NewVisit("strict"), EscrowPurpose.BreakGlass, officers, 3);
        Assert.Equal(3, ((Escrow)three.Body).Commitments.Count);
        var strict = World.NewVisit("strict");
        ledger.With(World.RegisterVisit(strict, officers)).With(World.Escrow(strict, EscrowPurpose.BreakGlass, officers, 3));
        var id = ledger.State.Entries.EscrowOf(strict.Claim.Pid.Span, EscrowPurpose.BreakGlass)!.Value;
        Assert.Equal("BREAK_GLASS_OFFICERS", ledger.CodeOf(World.Open(World.Terms(strict, id, Two, Until), Two)));
        Assert.Null(ledger.CodeOf(World.Open(World.Terms(strict, id, officers, Until), officers)));
    }

    [Fact]
    public void Four_hours_at_most_and_the_same_terms_once()
    {
        var longest = Now + RecordLimits.BreakGlassMillisMax;
        Assert.Null(ledger.CodeOf(World.Open(Terms(longest), Two)));
        Assert.Equal("BREAK_GLASS_TOO_LONG", ledger.CodeOf(World.Open(Terms(longest + 1), Two)));
        Assert.Equal("BREAK_GLASS_OVER", ledger.CodeOf(World.Open(Terms(Now), Two)));
        var open = World.Open(Terms(), Two);
        ledger.With(open);
        Assert.Equal("ALREADY_RECORDED", ledger.CodeOf(open));
        var again = Record.Sign(open.ChainId, World.StartMillis + 5, open.Body, officers[0].Signing);
        Assert.Equal("NOT_NEW", ledger.CodeOf(again)); // consent given once opens once
        Assert.Null(ledger.CodeOf(World.Open(Terms(nonce: "another"), Two)));
    }

    [Fact]
    public void A_read_is_recorded_only_of_that_visit_and_for_who_leads()
    {
        var open = Opened();
        Assert.Equal("BREAK_GLASS_NOT_COVERED", ledger.CodeOf(World.Read(open, diagnosis.Id, officers[1])));
        var other = World.NewVisit("other");
        ledger.With(World.RegisterVisit(other, officers));
        var others = World.Diagnose(officers[0], other, "cough");
        ledger.With(others);
        Assert.Equal("BREAK_GLASS_NOT_COVERED", ledger.CodeOf(World.Read(open, others.Id, officers[0])));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Read(open, escrow.Id, officers[0]))); // no store has anything of it
        Assert.Null(ledger.CodeOf(World.Read(open, diagnosis.Id, officers[0])));
    }

    [Fact]
    public void Officers_and_patient_close_at_any_time_the_hospital_after_it_and_all_with_what_was_read()
    {
        var open = Opened();
        ledger.With(World.Read(open, diagnosis.Id, officers[0]));
        Assert.Equal("BREAK_GLASS_MISMATCH", ledger.CodeOf(World.Close(open, officers[0])));
        Assert.Equal("BREAK_GLASS_MISMATCH", ledger.CodeOf(World.Close(open, officers[0], diagnosis.Id, escrow.Id)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Close(open, officers[2], diagnosis.Id)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Close(open, World.Cloud, diagnosis.Id)));
        Assert.Equal("BREAK_GLASS_OPEN", ledger.CodeOf(World.Close(open, World.Hospital, diagnosis.Id)));
        Assert.Null(ledger.CodeOf(World.Close(open, World.Hospital, diagnosis.Id), Until));
        var patients = Record.Sign(ledger.State.ChainId, Now, new BreakGlassClose { OpenId = open, Opened = [diagnosis.Id] }, visit.Signing);
        Assert.Null(ledger.CodeOf(patients));
        ledger.With(patients);
        Assert.Equal("BREAK_GLASS_OVER", ledger.CodeOf(World.Close(open, officers[0], diagnosis.Id)));
        Assert.Equal("BREAK_GLASS_UNKNOWN", ledger.CodeOf(World.Close(diagnosis.Id, officers[0])));
    }

    [Fact]
    public void Nobody_judges_the_own_emergency_twice_or_while_it_lasts()
    {
        var open = Opened();
        Assert.Equal("BREAK_GLASS_OPEN", ledger.CodeOf(World.Review(open, reviewer, ReviewVerdict.Justified)));
        ledger.With(World.Close(open, officers[0]));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Review(open, officers[1], ReviewVerdict.Justified)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Review(open, World.Cloud, ReviewVerdict.Justified)));
        Assert.Null(ledger.CodeOf(World.Review(open, officers[2], ReviewVerdict.Justified)));
        Assert.Null(ledger.CodeOf(World.Review(open, World.Hospital, ReviewVerdict.Justified)));
        ledger.With(World.Review(open, reviewer, ReviewVerdict.Unjustified));
        Assert.Equal("REVIEW_DONE", ledger.CodeOf(World.Review(open, World.Hospital, ReviewVerdict.Justified)));
        Assert.Equal("BREAK_GLASS_UNKNOWN", ledger.CodeOf(World.Review(diagnosis.Id, reviewer, ReviewVerdict.Justified)));
    }

    [Fact]
    public void What_was_no_emergency_and_what_nobody_judged_in_time_costs_who_led()
    {
        var open = Opened();
        Assert.Equal("REVIEW_NOT_DUE", ledger.CodeOf(World.Review(open, World.Hospital, ReviewVerdict.Overdue), Until + 999));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Review(open, reviewer, ReviewVerdict.Overdue), Until + 1000));
        Assert.Null(ledger.CodeOf(World.Review(open, World.Hospital, ReviewVerdict.Overdue), Until + 1000));
        ledger.With(World.Close(open, officers[0]));
        var judged = World.Review(open, reviewer, ReviewVerdict.Unjustified);
        ledger.With(judged);
        Assert.Equal(80u, ledger.State.Entries.Credit(officers[0].Key)!.Value.Points);
        Assert.Equal(100u, ledger.State.Entries.Credit(officers[1].Key)!.Value.Points);
        var appeal = Record.Sign(ledger.State.ChainId, Now, new Appeal { CaseId = judged.Id, StatementHash = Bytes32.Zero }, officers[0].Signing);
        Assert.Null(ledger.CodeOf(appeal));
    }

    [Fact]
    public void A_review_that_is_late_costs_and_can_still_be_made()
    {
        var terms = World.Terms(visit, escrow.Id, Two, ledger.State.Head.TimeMillis + 2, reviewMillis: 0);
        var open = World.Open(terms, Two);
        ledger.With(open).With(World.EnrolDoctor(World.Doctor("time passes")));
        ledger.With(World.Review(open.Id, World.Hospital, ReviewVerdict.Overdue));
        Assert.Equal((90u, ReviewVerdict.Overdue), (ledger.State.Entries.Credit(officers[0].Key)!.Value.Points, Entry(open.Id).Verdict));
        var again = Record.Sign(ledger.State.ChainId, Now, new Review { OpenId = open.Id, Verdict = ReviewVerdict.Overdue }, World.Hospital.Signing);
        Assert.Equal("REVIEW_DONE", ledger.CodeOf(again)); // charged once
        ledger.With(World.Close(open.Id, World.Hospital)).With(World.Review(open.Id, reviewer, ReviewVerdict.Justified));
        Assert.Equal((90u, ReviewVerdict.Justified), (ledger.State.Entries.Credit(officers[0].Key)!.Value.Points, Entry(open.Id).Verdict));
    }

    private Protocol.State.BreakGlassEntry Entry(Bytes32 open) => ledger.State.Entries.BreakGlass(open)!;

    private BreakGlassTerms Terms(ulong until = Until, Bytes32? escrowId = null, string nonce = "nonce") => World.Terms(visit, escrowId ?? escrow.Id, Two, until, nonce: nonce);

    private Bytes32 Opened()
    {
        var open = World.Open(Terms(), Two);
        ledger.With(open);
        return open.Id;
    }
}
