using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class DiagnosisRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly Party doctor;
    private readonly Visit visit;

    public DiagnosisRulesTests()
    {
        doctor = World.Doctor("ada");
        visit = World.NewVisit("pat");
        ledger.With(World.EnrolDoctor(doctor), World.EnrolDoctor(World.Doctor("bea"))).With(World.RegisterVisit(visit, [doctor]));
    }

    private World World => ledger.World;

    [Fact]
    public void A_diagnosis_by_the_assigned_doctor_passes() => Assert.Null(ledger.CodeOf(World.Diagnose(doctor, visit, "asthma")));

    [Fact]
    public void A_doctor_who_is_not_assigned_is_refused() =>
        Assert.Equal("DOCTOR_NOT_ASSIGNED", ledger.CodeOf(World.Diagnose(World.Doctor("bea"), visit, "asthma")));

    [Fact]
    public void A_doctor_who_is_not_enrolled_is_refused() =>
        Assert.Equal("AUTHOR_UNKNOWN", ledger.CodeOf(World.Diagnose(World.Doctor("eve"), visit, "asthma")));

    [Fact]
    public void The_hospital_itself_writes_no_diagnosis() =>
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Diagnose(World.Hospital, visit, "asthma")));

    [Fact]
    public void A_visit_that_nobody_registered_is_refused() =>
        Assert.Equal("VISIT_UNKNOWN", ledger.CodeOf(World.Diagnose(doctor, World.NewVisit("other"), "asthma")));

    [Fact]
    public void A_closed_visit_takes_no_diagnosis()
    {
        ledger.With(World.CloseVisit(visit));
        Assert.Equal("VISIT_CLOSED", ledger.CodeOf(World.Diagnose(doctor, visit, "asthma")));
    }

    [Fact]
    public void A_tampered_capsule_is_refused() =>
        Assert.Equal("CAPSULE_INVALID", ledger.CodeOf(World.Diagnose(doctor, visit, "asthma", spoil: parts => parts with { Capsule = Swap(parts.Capsule) })));

    [Fact]
    public void A_capsule_of_another_record_is_refused()
    {
        var other = (Diagnosis)World.Diagnose(doctor, visit, "other").Body;
        var record = World.Diagnose(doctor, visit, "asthma", spoil: parts => parts with { Capsule = other.Capsule.ToArray() });
        Assert.Equal("CAPSULE_INVALID", ledger.CodeOf(record));
    }

    [Fact]
    public void A_receipt_of_an_unknown_store_is_refused() =>
        Assert.Equal("STORE_UNKNOWN", ledger.CodeOf(World.Diagnose(doctor, visit, "asthma", spoil: parts => parts with { Store = doctor })));

    [Fact]
    public void A_receipt_signed_for_other_content_is_refused()
    {
        var good = World.Diagnose(doctor, visit, "asthma");
        var other = ((Diagnosis)World.Diagnose(doctor, visit, "other").Body).Content;
        var body = (Diagnosis)good.Body;
        var content = new ContentReceipt
        {
            ContentHash = body.Content.ContentHash,
            SizeBytes = body.Content.SizeBytes,
            MediaType = body.Content.MediaType,
            Store = other.Store,
            TimeMillis = other.TimeMillis,
            Signature = other.Signature,
        };
        Assert.Equal("RECEIPT_INVALID", ledger.CodeOf(Resign(body, content)));
    }

    [Fact]
    public void Another_hospitals_pseudo_identity_is_refused() =>
        Assert.Equal("HOSPITAL_MISMATCH", ledger.CodeOf(World.Diagnose(
            doctor, visit, "asthma", spoil: parts => parts with { HospitalPid = PseudoIdentity.Make("x", World.Manager.Sealing.PublicKey) })));

    [Fact]
    public void A_record_of_another_chain_is_refused()
    {
        var record = World.Diagnose(doctor, visit, "asthma");
        Assert.Equal("WRONG_CHAIN", ledger.CodeOf(Record.Sign(World.RegistryGenesis.ChainId, World.StartMillis, record.Body, doctor.Signing)));
    }

    [Fact]
    public void A_record_from_the_far_future_is_refused_and_an_old_one_is_not()
    {
        var ahead = World.StartMillis + 1000 + RecordLimits.IssuedAheadMillisMax;
        Assert.Null(ledger.CodeOf(World.Diagnose(doctor, visit, "asthma", ahead)));
        Assert.Equal("ISSUED_IN_FUTURE", ledger.CodeOf(World.Diagnose(doctor, visit, "asthma", ahead + 1)));
        Assert.Null(ledger.CodeOf(World.Diagnose(doctor, visit, "asthma", 1)));
    }

    [Fact]
    public void A_record_is_taken_once()
    {
        var record = World.Diagnose(doctor, visit, "asthma");
        ledger.With(record);
        Assert.Equal("ALREADY_RECORDED", ledger.CodeOf(record));
    }

    [Fact]
    public void A_signature_by_another_key_is_refused()
    {
        var record = World.Diagnose(doctor, visit, "asthma");
        var forged = Record.Assemble(record.ChainId, record.Author, record.IssuedAtMillis, record.Body, World.Doctor("bea").Signing.Sign(record.Id));
        Assert.Equal("SIGNATURE_INVALID", ledger.CodeOf(forged));
        Assert.False(SignedRecord.Verify(forged).Ok);
    }

    [Fact]
    public void A_record_larger_than_the_chain_allows_is_refused()
    {
        var small = new World(new Blocks.ChainParameters { RecordBytesMax = 800 });
        var state = State.ChainState.AtGenesis(small.HospitalGenesis);
        var record = small.EnrolDoctor(small.Doctor("ada"));
        var refused = RecordRules.Admit(record, new JudgementContext(state.Genesis, state.Entries, small.Facts, World.StartMillis));
        Assert.Equal("RECORD_TOO_LARGE", refused.Refusal?.Code);
    }

    /// <summary>C2 and C5 changed places with another's: still points, no longer a capsule.</summary>
    private static byte[] Swap(byte[] capsule)
    {
        var swapped = capsule.ToArray();
        capsule.AsSpan(96, 48).CopyTo(swapped.AsSpan(304));
        capsule.AsSpan(304, 48).CopyTo(swapped.AsSpan(96));
        return swapped;
    }

    private Record Resign(Diagnosis body, ContentReceipt content) => Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, new Diagnosis
    {
        HospitalPid = body.HospitalPid,
        Pid = body.Pid,
        Capsule = body.Capsule,
        SealedEvidence = body.SealedEvidence,
        EvidenceTag = body.EvidenceTag,
        Content = content,
    }, doctor.Signing);
}
