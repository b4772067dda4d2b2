using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Tests.Flows;

public sealed class RegistrationTests
{
    private const string Id = "FX-1999-07";
    private readonly SealingKey hospital = SealingKey.Generate();
    private readonly SigningKey visit = SigningKey.Generate();
    private readonly Bytes32 chainId = FlowScene.Random();

    [Fact]
    public void The_hospital_reads_what_the_patient_registered()
    {
        var bytes = Register().ToBytes();
        var registration = Registration.Parse(bytes).OrThrow();
        var contents = registration.Open(hospital, chainId).OrThrow();

        Assert.Equal(bytes, registration.ToBytes());
        Assert.Equal((Id, "short of breath at night"), (contents.Id, contents.Symptoms));
    }

    [Fact]
    public void A_registration_for_another_chain_is_refused() =>
        Assert.Equal("WRONG_CHAIN", Register().Open(hospital, FlowScene.Random()).Refusal!.Code);

    [Fact]
    public void A_registration_that_another_hospital_should_read_is_refused()
    {
        using var other = SealingKey.Generate();

        Assert.Equal("REGISTRATION_INVALID", Register().Open(other, chainId).Refusal!.Code);
    }

    [Fact]
    public void A_claim_that_its_own_key_did_not_sign_is_refused()
    {
        var honest = Register();
        using var thief = SigningKey.Generate();
        var forged = new Registration
        {
            Claim = honest.Claim,
            VisitSignature = thief.Sign(SignedMessage.Visit(chainId, honest.Claim.Hash())),
            Sealed = honest.Sealed,
        };

        Assert.Equal("PARTY_SIGNATURE_INVALID", forged.Open(hospital, chainId).Refusal!.Code);
    }

    [Fact]
    public void An_identifier_that_the_pseudo_identity_does_not_hide_is_refused()
    {
        var ticket = Ticket();

        Assert.Equal("REGISTRATION_INVALID", Registration.Make(ticket, Claim(ticket, "somebody else"), visit, Id, "cough").OrThrow().Open(hospital, chainId).Refusal!.Code);
    }

    [Fact]
    public void An_identifier_out_of_bounds_is_refused_before_anything_is_sealed()
    {
        var ticket = Ticket();

        Assert.Equal("REGISTRATION_INVALID", Registration.Make(ticket, Claim(ticket, Id), visit, new string('x', 33), "cough").Refusal!.Code);
        Assert.Equal("REGISTRATION_INVALID", Registration.Make(ticket, Claim(ticket, Id), visit, Id, new string('x', 5000)).Refusal!.Code);
    }

    [Fact]
    public void A_ticket_survives_its_bytes_and_prints_nothing()
    {
        var ticket = Ticket();
        var parsed = DeskTicket.Parse(ticket.ToBytes()).OrThrow();

        Assert.Equal(ticket.ToBytes(), parsed.ToBytes());
        Assert.Equal(ticket.EvidenceHash, parsed.EvidenceHash);
        Assert.DoesNotContain(Convert.ToHexStringLower(ticket.Alpha.Span), ticket.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ticket_to_an_address_without_tls_is_refused() =>
        Assert.Equal("TICKET_INVALID", DeskTicket.Parse(Ticket("http://127.0.0.1:1").ToBytes()).Refusal!.Code);

    private Registration Register()
    {
        var ticket = Ticket();
        return Registration.Make(ticket, Claim(ticket, Id), visit, Id, "short of breath at night").OrThrow();
    }

    private DeskTicket Ticket(string address = "https://127.0.0.1:7443") => new()
    {
        ChainId = chainId,
        HospitalSealing = hospital.PublicKey.Encoded.ToArray(),
        NodeKey = FlowScene.Random(),
        TlsFingerprint = FlowScene.Random(),
        Address = address,
        Alpha = Evidence.NewAlpha(),
    };

    private VisitClaim Claim(DeskTicket ticket, string id)
    {
        using var visitKey = SecretScalar.Random();
        using var sealing = SealingKey.Generate();
        return new VisitClaim
        {
            Pid = PseudoIdentity.Make(id, hospital.PublicKey),
            VisitKey = visitKey.PublicKey().Encoded.ToArray(),
            Keys = new PartyKeys { Signing = visit.PublicKey, Sealing = sealing.PublicKey.Encoded.ToArray(), P21Receiving = new byte[66] },
            EvidenceHash = ticket.EvidenceHash,
            ChainId = chainId,
            TimeMillis = FlowScene.Now,
        };
    }
}
