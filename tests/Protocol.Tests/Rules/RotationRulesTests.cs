using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class RotationRulesTests
{
    private readonly HospitalLedger ledger = new();
    private readonly Party ada;
    private readonly Party bea;
    private readonly Party next;
    private readonly Visit visit;

    public RotationRulesTests()
    {
        (ada, bea) = (World.Doctor("ada"), World.Doctor("bea"));
        next = ada.Next();
        visit = World.NewVisit("pat");
        ledger.With(World.EnrolDoctor(ada), World.EnrolDoctor(bea)).With(World.RegisterVisit(visit, [ada]));
    }

    private World World => ledger.World;

    private Bytes32 Chain => World.HospitalGenesis.ChainId;

    private ChainEntries Entries => ledger.State.Entries;

    [Fact]
    public void The_new_key_writes_where_the_old_one_was_assigned_and_what_that_one_wrote_stands()
    {
        var earlier = World.Diagnose(ada, visit, "before");
        ledger.With(earlier).With(World.RotateKey(ada));
        Assert.Null(ledger.CodeOf(World.Diagnose(next, visit, "after")));
        ledger.With(World.Diagnose(next, visit, "after"));
        Assert.True(Entries.Record(earlier.Id) is { Accepted: true });
    }

    [Fact]
    public void The_old_key_is_refused_with_the_new_key_and_the_height()
    {
        ledger.With(World.RotateKey(ada));
        var refusal = ledger.RefusalOf(World.Diagnose(ada, visit, "late"));
        Assert.Equal("KEY_ROTATED", refusal?.Code);
        Assert.Contains(next.Key.ToString(), refusal!.Detail, StringComparison.Ordinal);
        Assert.Contains("height 3", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_key_names_the_newest_after_several_rotations()
    {
        var last = next.Next();
        ledger.With(World.RotateKey(ada)).With(World.RotateKey(next)).With(World.RotateKey(last));
        Assert.Equal(ada.Key, Entries.PartyOf(last.Next().Key));
        Assert.Equal(last.Next().Key, Entries.CurrentKeyOf(next.Key));
        Assert.Contains(last.Next().Key.ToString(), ledger.RefusalOf(World.Diagnose(next, visit, "late"))!.Detail, StringComparison.Ordinal);
        Assert.Null(ledger.CodeOf(World.Diagnose(last.Next(), visit, "now")));
        Assert.Equal(3u, Entries.Enrolment(last.Next().Key)!.Course.Epoch);
    }

    [Fact]
    public void A_rotated_key_rotates_nothing_and_comes_not_back()
    {
        ledger.With(World.RotateKey(ada));
        Assert.Equal("KEY_ROTATED", ledger.CodeOf(World.RotateKey(ada, World.StartMillis + 1)));
        Assert.Equal("NOT_NEW", ledger.CodeOf(World.EnrolDoctor(ada, World.StartMillis + 1)));
    }

    [Fact]
    public void Who_has_only_the_old_key_cannot_name_somebody_elses_new_one()
    {
        var body = (RotateKey)World.RotateKey(ada).Body;
        body.PartySignature = ada.Signing.Sign(SignedMessage.Enrol(Chain, body.UnsignedHash()));
        Assert.Equal("PARTY_SIGNATURE_INVALID", ledger.CodeOf(Record.Sign(Chain, World.StartMillis, body, ada.Signing)));
    }

    [Fact]
    public void A_rotation_is_taken_over_by_nobody_else() =>
        Assert.Equal("ROTATION_INVALID", ledger.CodeOf(Record.Sign(Chain, World.StartMillis, World.RotateKey(ada).Body, bea.Signing)));

    [Fact]
    public void A_multisignature_key_comes_with_its_proof()
    {
        var right = (RotateKey)World.RotateKey(ada).Body;
        using var other = bea.Keys.Multisignature(5);
        Assert.Equal("PROOF_OF_POSSESSION_INVALID", ledger.CodeOf(Rotation(right.Keys, right.Multisignature, ProofOfPossession.Prove(other, next.Key))));
        Assert.Equal("ROTATION_INVALID", ledger.CodeOf(Rotation(right.Keys, default, default)));
        using var enrolled = bea.Keys.Multisignature(0);
        Assert.Equal("NOT_NEW", ledger.CodeOf(Rotation(right.Keys, enrolled.PublicKey.Encoded.ToArray(), ProofOfPossession.Prove(enrolled, next.Key))));
    }

    [Fact]
    public void New_keys_are_new_on_the_chain()
    {
        var right = (RotateKey)World.RotateKey(ada).Body;
        var sealing = new PartyKeys { Signing = next.Key, Sealing = bea.PartyKeys.Sealing, P21Receiving = right.Keys.P21Receiving };
        Assert.Equal("NOT_NEW", ledger.CodeOf(Rotation(sealing, right.Multisignature, right.ProofOfPossession)));
    }

    [Fact]
    public void Only_an_enrolled_party_that_seals_no_chain_rotates()
    {
        Assert.Equal("AUTHOR_UNKNOWN", ledger.CodeOf(World.RotateKey(World.Doctor("stranger"))));
        Assert.Equal("ROTATION_NOT_HERE", ledger.CodeOf(Record.Sign(Chain, World.StartMillis, World.RotateKey(ada).Body, World.Hospital.Signing)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Record.Sign(Chain, World.StartMillis, World.RotateKey(ada).Body, visit.Signing)));
    }

    [Fact]
    public void Credit_follows_the_doctor_and_no_rotation_escapes_it()
    {
        ledger.With(Refused(ada, "one"));
        var before = Entries.Credit(ada.Key)!.Value;
        ledger.With(World.RotateKey(ada));
        Assert.Equal(before, Entries.Credit(next.Key));
        ledger.With(Refused(next, "two"));
        Assert.True(Entries.Credit(ada.Key)!.Value.Points < before.Points);
        Assert.Equal(Entries.Credit(next.Key), Entries.Credit(ada.Key));
        for (var i = 0; !Entries.Credit(next.Key)!.Value.Expelled; i++)
        {
            ledger.With(Refused(next, $"more {i}"));
        }

        Assert.Equal("AUTHOR_EXPELLED", ledger.CodeOf(World.RotateKey(next)));
        Assert.Equal("AUTHOR_EXPELLED", ledger.CodeOf(World.Diagnose(next, visit, "expelled")));
    }

    [Fact]
    public void A_record_refused_under_the_old_key_is_appealed_under_the_new_one()
    {
        var refused = World.Diagnose(ada, visit, "bad", spoil: parts => parts with { EvidenceTag = default });
        ledger.With(Rejection(refused)).With(World.RotateKey(ada));
        var appeal = new Appeal { CaseId = refused.Id, StatementHash = refused.Id };
        Assert.Null(ledger.CodeOf(Record.Sign(Chain, World.StartMillis, appeal, next.Signing)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Record.Sign(Chain, World.StartMillis, appeal, bea.Signing)));
    }

    [Fact]
    public void A_record_that_waited_while_its_key_was_rotated_is_rejected_without_cost()
    {
        var late = World.Diagnose(ada, visit, "late");
        ledger.With(World.RotateKey(ada));
        var rejection = new Rejection { Refused = late, Code = "KEY_ROTATED" };
        var before = Entries.Credit(ada.Key);
        ledger.With(Record.Sign(Chain, World.StartMillis, rejection, World.Hospital.Signing));
        Assert.Equal(before, Entries.Credit(ada.Key));
    }

    [Fact]
    public void What_names_a_doctor_anew_names_the_key_in_force()
    {
        ledger.With(World.RotateKey(ada));
        var other = World.NewVisit("other");
        Assert.Equal("KEY_ROTATED", ledger.CodeOf(World.RegisterVisit(other, [ada])));
        Assert.Null(ledger.CodeOf(World.RegisterVisit(other, [next])));
        Assert.Equal("KEY_ROTATED", ledger.CodeOf(World.Grant(visit, ada, recordId: null)));
        Assert.Null(ledger.CodeOf(World.Grant(visit, next, recordId: null)));
    }

    [Fact]
    public void A_doctor_leaves_by_the_own_or_the_hospitals_word()
    {
        Assert.Null(ledger.CodeOf(World.Retire(Chain, ada, ada)));
        ledger.With(World.Retire(Chain, ada, World.Hospital));
        var refusal = ledger.RefusalOf(World.Diagnose(ada, visit, "late"));
        Assert.Equal("PARTY_RETIRED", refusal?.Code);
        Assert.Contains("height 3", refusal!.Detail, StringComparison.Ordinal);
        Assert.Equal("PARTY_RETIRED", ledger.CodeOf(World.RotateKey(ada)));
        Assert.Equal("PARTY_RETIRED", ledger.CodeOf(World.Retire(Chain, ada, World.Hospital, World.StartMillis + 1)));
        Assert.Equal("PARTY_RETIRED", ledger.CodeOf(World.RegisterVisit(World.NewVisit("other"), [ada])));
        Assert.Equal("PARTY_RETIRED", ledger.CodeOf(World.Grant(visit, ada, recordId: null)));
    }

    [Fact]
    public void Nobody_else_retires_a_doctor()
    {
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Retire(Chain, ada, bea)));
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(World.Retire(Chain, ada, World.Manager)));
        Assert.Equal("AUTHOR_UNKNOWN", ledger.CodeOf(World.Retire(Chain, ada, World.Doctor("stranger"))));
        Assert.Equal("PARTY_UNKNOWN", ledger.CodeOf(World.Retire(Chain, World.Doctor("stranger"), World.Hospital)));
        Assert.Equal("ROTATION_NOT_HERE", ledger.CodeOf(World.Retire(Chain, World.Hospital, World.Hospital)));
        ledger.With(World.RotateKey(ada));
        Assert.Equal("KEY_ROTATED", ledger.CodeOf(World.Retire(Chain, ada, World.Hospital)));
        Assert.Null(ledger.CodeOf(World.Retire(Chain, next, World.Hospital)));
    }

    [Fact]
    public void A_certificate_is_no_matter_of_a_hospitals_chain() =>
        Assert.Equal("KIND_NOT_ALLOWED", ledger.CodeOf(Record.Sign(Chain, World.StartMillis, new RotateTls { TlsFingerprint = ada.Key, OldUntilMillis = World.StartMillis + 1 }, World.Hospital.Signing)));

    private Record Rotation(PartyKeys keys, ReadOnlyMemory<byte> multisignature, ReadOnlyMemory<byte> proof)
    {
        var body = new RotateKey { Keys = keys, Previous = ada.Key, Multisignature = multisignature, ProofOfPossession = proof };
        body.PartySignature = next.Signing.Sign(SignedMessage.Enrol(Chain, body.UnsignedHash()));
        return Record.Sign(Chain, World.StartMillis, body, ada.Signing);
    }

    private Record Refused(Party doctor, string text) =>
        Rejection(World.Diagnose(doctor, visit, text, spoil: parts => parts with { EvidenceTag = default }));

    private Record Rejection(Record refused) =>
        Record.Sign(Chain, World.StartMillis, new Rejection { Refused = refused, Code = "EVIDENCE_MISMATCH" }, World.Hospital.Signing);
}
