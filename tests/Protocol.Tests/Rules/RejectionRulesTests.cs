using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class RejectionRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly Party ada;
    private readonly Visit visit;

    public RejectionRulesTests()
    {
        ada = World.Doctor("ada");
        visit = World.NewVisit("pat");
        ledger.With(World.EnrolDoctor(ada)).With(World.RegisterVisit(visit, [ada]));
    }

    private World World => ledger.World;

    [Fact]
    public void A_right_rejection_passes_and_costs_the_doctor()
    {
        ledger.With(Reject(BadCapsule("one"), "CAPSULE_INVALID"));
        Assert.Equal(90u, ledger.State.Entries.Credit(ada.Key)?.Points);
    }

    [Fact]
    public void Nobody_is_charged_for_a_good_record() =>
        Assert.Equal("REJECTION_UNFOUNDED", ledger.CodeOf(Reject(World.Diagnose(ada, visit, "asthma"), "CAPSULE_INVALID")));

    [Fact]
    public void Nobody_is_charged_for_another_reason_than_the_real_one() =>
        Assert.Equal("REJECTION_UNFOUNDED", ledger.CodeOf(Reject(BadCapsule("one"), "RECEIPT_INVALID")));

    [Fact]
    public void Nobody_is_charged_for_a_record_that_the_author_did_not_sign()
    {
        var bad = BadCapsule("one");
        var forged = Record.Assemble(bad.ChainId, bad.Author, bad.IssuedAtMillis, bad.Body, World.Hospital.Signing.Sign(bad.Id));
        Assert.Equal("SIGNATURE_INVALID", ledger.CodeOf(Reject(forged, "CAPSULE_INVALID")));
    }

    [Fact]
    public void A_record_is_charged_once()
    {
        var bad = BadCapsule("one");
        ledger.With(Reject(bad, "CAPSULE_INVALID"));
        Assert.Equal("REJECTION_UNFOUNDED", ledger.CodeOf(Reject(bad, "CAPSULE_INVALID", 1)));
        Assert.Equal("ALREADY_RECORDED", ledger.CodeOf(bad));
    }

    [Fact]
    public void A_refusal_that_depends_on_arrival_costs_nothing()
    {
        ledger.With(World.CloseVisit(visit));
        ledger.With(Reject(World.Diagnose(ada, visit, "late"), "VISIT_CLOSED"));
        Assert.Equal(100u, ledger.State.Entries.Credit(ada.Key)?.Points);
    }

    [Fact]
    public void A_doctor_at_the_bound_is_expelled_and_earlier_records_stay()
    {
        var earlier = World.Diagnose(ada, visit, "asthma");
        ledger.With(earlier);
        foreach (var text in new[] { "1", "2", "3" })
        {
            ledger.With(Reject(BadCapsule(text), "CAPSULE_INVALID"));
            Assert.False(ledger.State.Entries.Credit(ada.Key)?.Expelled);
        }

        ledger.With(Reject(BadCapsule("4"), "CAPSULE_INVALID"));
        Assert.True(ledger.State.Entries.Credit(ada.Key)?.Expelled);
        Assert.Equal("AUTHOR_EXPELLED", ledger.CodeOf(World.Diagnose(ada, visit, "later")));
        Assert.True(ledger.State.Entries.Record(earlier.Id)?.Accepted);
        Assert.Equal("DOCTOR_UNKNOWN", ledger.CodeOf(World.RegisterVisit(World.NewVisit("new"), [ada])));
    }

    [Fact]
    public void A_rejection_inside_a_rejection_is_not_a_record()
    {
        var once = Reject(BadCapsule("one"), "CAPSULE_INVALID");
        var twice = Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, new Rejection { Refused = once, Code = "MALFORMED" }, World.Hospital.Signing);
        Assert.Equal("MALFORMED", Record.Parse(twice.Bytes.Span).Refusal?.Code);
    }

    private Record BadCapsule(string text)
    {
        var other = (Diagnosis)World.Diagnose(ada, visit, "other " + text).Body;
        return World.Diagnose(ada, visit, text, spoil: parts => parts with { Capsule = other.Capsule.ToArray() });
    }

    private Record Reject(Record refused, string code, ulong later = 0) => Record.Sign(
        World.HospitalGenesis.ChainId, World.StartMillis + later, new Rejection { Refused = refused, Code = code }, World.Hospital.Signing);
}
