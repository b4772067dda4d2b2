using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

public sealed class EnrolmentAndVisitRulesTests
{
    private readonly HospitalLedger ledger = new();

    private World World => ledger.World;

    [Fact]
    public void A_doctor_with_a_proven_key_is_enrolled_once()
    {
        var ada = World.Doctor("ada");
        Assert.Null(ledger.CodeOf(World.EnrolDoctor(ada)));
        ledger.With(World.EnrolDoctor(ada));
        Assert.Equal("NOT_NEW", ledger.CodeOf(World.EnrolDoctor(ada, World.StartMillis + 1)));
    }

    [Fact]
    public void A_multisignature_key_enrolled_before_is_refused()
    {
        var (ada, bea) = (World.Doctor("ada"), World.Doctor("bea"));
        ledger.With(World.EnrolDoctor(ada));
        Assert.Equal("NOT_NEW", ledger.CodeOf(World.EnrolDoctor(bea, ada.Keys.Multisignature(0))));
    }

    [Fact]
    public void A_multisignature_key_without_its_proof_is_refused()
    {
        var (ada, bea) = (World.Doctor("ada"), World.Doctor("bea"));
        var body = (EnrolDoctor)World.EnrolDoctor(ada).Body;
        var stolen = new EnrolDoctor
        {
            Keys = bea.PartyKeys,
            Multisignature = body.Multisignature,
            ProofOfPossession = body.ProofOfPossession,
            Department = body.Department,
        };
        stolen.PartySignature = bea.Signing.Sign(SignedMessage.Enrol(World.HospitalGenesis.ChainId, stolen.UnsignedHash()));
        var record = Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, stolen, World.Hospital.Signing);
        Assert.Equal("PROOF_OF_POSSESSION_INVALID", ledger.CodeOf(record));
    }

    [Fact]
    public void Nobody_is_enrolled_without_signing_the_keys()
    {
        var body = (EnrolDoctor)World.EnrolDoctor(World.Doctor("ada")).Body;
        body.PartySignature = World.Hospital.Signing.Sign(SignedMessage.Enrol(World.HospitalGenesis.ChainId, body.UnsignedHash()));
        Assert.Equal("PARTY_SIGNATURE_INVALID", ledger.CodeOf(Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, body, World.Hospital.Signing)));
    }

    [Fact]
    public void A_doctor_enrols_nobody()
    {
        var ada = World.Doctor("ada");
        ledger.With(World.EnrolDoctor(ada));
        var body = World.EnrolDoctor(World.Doctor("bea")).Body;
        Assert.Equal("AUTHOR_NOT_ALLOWED", ledger.CodeOf(Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, body, ada.Signing)));
    }

    [Fact]
    public void A_party_of_the_registry_is_not_enrolled_on_a_hospitals_chain()
    {
        var body = new EnrolThirdParty { Keys = new Party("insurer").PartyKeys };
        Assert.Equal("KIND_NOT_ALLOWED", ledger.CodeOf(Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, body, World.Hospital.Signing)));
    }

    [Fact]
    public void A_key_off_the_curve_is_refused()
    {
        var ada = World.Doctor("ada");
        var good = (EnrolDoctor)World.EnrolDoctor(ada).Body;
        var bad = good.Keys.Sealing.ToArray();
        bad[64] ^= 1;
        var body = new EnrolDoctor
        {
            Keys = new PartyKeys { Signing = ada.Key, Sealing = bad, P21Receiving = good.Keys.P21Receiving },
            Multisignature = good.Multisignature,
            ProofOfPossession = good.ProofOfPossession,
            Department = good.Department,
        };
        body.PartySignature = ada.Signing.Sign(SignedMessage.Enrol(World.HospitalGenesis.ChainId, body.UnsignedHash()));
        Assert.Equal("KEY_MALFORMED", ledger.CodeOf(Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, body, World.Hospital.Signing)));
    }

    [Fact]
    public void A_visit_is_registered_once_and_only_with_known_doctors()
    {
        var (ada, visit) = (World.Doctor("ada"), World.NewVisit("pat"));
        Assert.Equal("DOCTOR_UNKNOWN", ledger.CodeOf(World.RegisterVisit(visit, [ada])));
        ledger.With(World.EnrolDoctor(ada));
        Assert.Null(ledger.CodeOf(World.RegisterVisit(visit, [ada])));
        ledger.With(World.RegisterVisit(visit, [ada]));
        Assert.Equal("NOT_NEW", ledger.CodeOf(World.RegisterVisit(visit, [ada], World.StartMillis + 1)));
        Assert.Null(ledger.CodeOf(World.RegisterVisit(World.NewVisit("pat", 1), [ada])));
    }

    [Fact]
    public void The_hospital_registers_no_visit_that_the_patient_did_not_sign()
    {
        var (ada, visit) = (World.Doctor("ada"), World.NewVisit("pat"));
        ledger.With(World.EnrolDoctor(ada));
        var body = new RegisterVisit
        {
            Claim = visit.Claim,
            PatientSignature = World.Hospital.Signing.Sign(SignedMessage.Visit(visit.Claim.ChainId, visit.Claim.Hash())),
            Doctors = [ada.Key],
        };
        Assert.Equal("PARTY_SIGNATURE_INVALID", ledger.CodeOf(Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, body, World.Hospital.Signing)));
    }

    [Fact]
    public void The_patients_signature_cannot_cover_doctors_assigned_later_so_it_covers_the_claim()
    {
        // chain.md §3 would have VISIT sign the whole body, but the patient signs before the hospital assigns anyone (§7).
        var visit = World.NewVisit("pat");
        var one = (RegisterVisit)World.RegisterVisit(visit, [World.Doctor("ada")]).Body;
        var two = (RegisterVisit)World.RegisterVisit(visit, [World.Doctor("bea")]).Body;
        Assert.Equal(one.Claim.Hash(), two.Claim.Hash());
        Assert.Equal(one.PatientSignature.ToString().Length, two.PatientSignature.ToString().Length);
        Assert.True(Bip340.Verify(visit.Signing.PublicKey, SignedMessage.Visit(visit.Claim.ChainId, two.Claim.Hash()), one.PatientSignature));
    }
}
