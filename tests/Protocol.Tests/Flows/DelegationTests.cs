using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Tests.Flows;

public sealed class DelegationTests
{
    private readonly FlowScene scene = new();

    [Fact]
    public void A_consented_share_lets_the_doctor_open_what_the_proxy_reencrypts()
    {
        var context = RandomNumberGenerator.GetBytes(32);
        var message = RandomNumberGenerator.GetBytes(64);
        using var symptom = Symptom.FromCode("http://snomed.info/sct", "195967001");
        var capsule = L19Encryption.Encrypt(scene.VisitKey.PublicKey(), symptom, message, context);
        Assert.True(L19Verifier.TryVerify(scene.VisitKey.PublicKey(), capsule, context, out var verified));
        using var delegation = scene.Begin();
        var (grant, share) = scene.BothHalves(delegation);

        using var ready = share.Complete(grant, scene.Pid, scene.Visit, scene.Proxy, FlowScene.Now).OrThrow();
        var reencrypted = L19Reencryption.Reencrypt(verified, ready.Rekey!);

        Assert.True(L19Verifier.TryVerify(scene.DelegationKey.PublicKey(), reencrypted, context, out var forDoctor));
        var opened = new byte[64];
        Assert.True(L19Encryption.TryDecrypt(scene.DelegationKey, forDoctor, context, opened));
        Assert.Equal(message, opened);
    }

    [Fact]
    public void Halves_may_come_in_either_order()
    {
        using var delegation = scene.Begin();
        var offer = AcceptableOffer.Check(delegation.Offer, scene.Doctor.PublicKey, scene.View()).OrThrow();
        var (grant, consent) = offer.Consent(scene.VisitKey, scene.Patient, FlowScene.Now);

        var share = ProxyShare.Await(scene.ChainId, consent.ShareId)
            .TakeConsent(consent, scene.Patient.PublicKey).OrThrow()
            .TakeDoctorHalf(delegation.ProxyHalf, scene.Doctor.PublicKey).OrThrow()
            .Complete(grant, scene.Pid, scene.Visit, scene.Proxy, FlowScene.Now).OrThrow();

        Assert.Equal(ProxyShareStage.Ready, share.Stage);
    }

    [Fact]
    public void An_offer_signed_for_one_key_is_refused_with_another()
    {
        using var delegation = scene.Begin();
        using var other = SecretScalar.Random();
        using var changed = WithDelegation(delegation.Offer, old => new PairingDelegation
        {
            ShareId = old.ShareId,
            DelegationKey = other.PublicKey().Encoded.ToArray(),
            GranteeSignature = old.GranteeSignature,
        });

        Assert.Equal("DELEGATION_INVALID", CodeOf(changed, scene.View()));
    }

    [Fact]
    public void A_proxy_makes_no_key_when_the_halves_lead_elsewhere()
    {
        using var delegation = scene.Begin();
        using var stranger = SecretScalar.Random();
        var offer = AcceptableOffer.Check(delegation.Offer, scene.Doctor.PublicKey, scene.View()).OrThrow();
        var (grant, consent) = offer.Consent(stranger, scene.Patient, FlowScene.Now);
        var share = ProxyShare.Await(scene.ChainId, consent.ShareId)
            .TakeDoctorHalf(delegation.ProxyHalf, scene.Doctor.PublicKey).OrThrow()
            .TakeConsent(consent, scene.Patient.PublicKey).OrThrow();

        Assert.Equal("SHARE_KEY_MISMATCH", share.Complete(grant, scene.Pid, scene.Visit, scene.Proxy, FlowScene.Now).Refusal!.Code);
    }

    [Fact]
    public void A_replayed_half_is_refused()
    {
        using var delegation = scene.Begin();
        var (grant, share) = scene.BothHalves(delegation);
        using var ready = share.Complete(grant, scene.Pid, scene.Visit, scene.Proxy, FlowScene.Now).OrThrow();

        Assert.Equal("SHARE_REPLAYED", share.TakeDoctorHalf(delegation.ProxyHalf, scene.Doctor.PublicKey).Refusal!.Code);
        Assert.Equal("SHARE_REPLAYED", ready.TakeDoctorHalf(delegation.ProxyHalf, scene.Doctor.PublicKey).Refusal!.Code);
        Assert.Equal("SHARE_REPLAYED", ready.Destroy().TakeDoctorHalf(delegation.ProxyHalf, scene.Doctor.PublicKey).Refusal!.Code);
        Assert.Equal("SHARE_REPLAYED", ready.Complete(grant, scene.Pid, scene.Visit, scene.Proxy, FlowScene.Now).Refusal!.Code);
    }

    [Fact]
    public void A_patient_answers_a_share_once()
    {
        using var delegation = scene.Begin();
        var seen = new HashSet<Bytes32> { delegation.ProxyHalf.ShareId };

        Assert.Equal("SHARE_REPLAYED", CodeOf(delegation.Offer, ViewWith(seen: seen)));
    }

    [Fact]
    public void An_expired_share_is_refused_by_patient_and_proxy()
    {
        using var delegation = scene.Begin();
        var (grant, share) = scene.BothHalves(delegation);
        var late = FlowScene.Now + FlowScene.Hour;

        Assert.Equal("SHARE_EXPIRED", CodeOf(delegation.Offer, ViewWith(now: late)));
        Assert.Equal("SHARE_EXPIRED", share.Complete(grant, scene.Pid, scene.Visit, scene.Proxy, late).Refusal!.Code);
    }

    [Fact]
    public void A_share_of_a_closed_visit_is_refused()
    {
        using var delegation = scene.Begin();
        var (grant, share) = scene.BothHalves(delegation);

        Assert.Equal("VISIT_CLOSED", share.Complete(grant, scene.Pid, scene.VisitOf(closedAt: 9), scene.Proxy, FlowScene.Now).Refusal!.Code);
    }

    [Fact]
    public void A_grant_that_differs_from_the_share_is_refused()
    {
        using var delegation = scene.Begin();
        using var stranger = SigningKey.Generate();
        var (grant, share) = scene.BothHalves(delegation);
        var body = (Grant)grant.Body;
        var byStranger = Record.Sign(scene.ChainId, FlowScene.Now, body, stranger);
        var later = Record.Sign(scene.ChainId, FlowScene.Now + 1, body, scene.Patient);

        Assert.Equal("SHARE_GRANT_MISMATCH", Complete(byStranger, scene.Proxy));
        Assert.Equal("SHARE_GRANT_MISMATCH", Complete(later, scene.Proxy));
        Assert.Equal("SHARE_GRANT_MISMATCH", Complete(grant, FlowScene.Random()));

        string Complete(Record candidate, Bytes32 proxy) =>
            share.Complete(candidate, scene.Pid, scene.Visit, proxy, FlowScene.Now).Refusal!.Code;
    }

    [Fact]
    public void A_grant_for_another_visit_than_the_doctor_signed_for_is_refused()
    {
        using var delegation = scene.Begin();
        var (grant, share) = scene.BothHalves(delegation);

        var refused = share.Complete(grant, RandomNumberGenerator.GetBytes(RecordLimits.PidBytes), scene.Visit, scene.Proxy, FlowScene.Now);

        Assert.Equal("DELEGATION_INVALID", refused.Refusal!.Code);
    }

    [Fact]
    public void A_half_from_a_stranger_makes_no_key_and_blocks_nothing_once_forgotten()
    {
        using var delegation = scene.Begin();
        using var stranger = SigningKey.Generate();
        var offer = AcceptableOffer.Check(delegation.Offer, scene.Doctor.PublicKey, scene.View()).OrThrow();
        var (grant, consent) = offer.Consent(scene.VisitKey, scene.Patient, FlowScene.Now);
        var blocked = ProxyShare.Await(scene.ChainId, consent.ShareId)
            .TakeDoctorHalf(delegation.ProxyHalf, stranger.PublicKey).OrThrow()
            .TakeConsent(consent, scene.Patient.PublicKey).OrThrow();
        Assert.Equal("SHARE_GRANT_MISMATCH", blocked.Complete(grant, scene.Pid, scene.Visit, scene.Proxy, FlowScene.Now).Refusal!.Code);

        var freed = blocked.ForgetStrangers(scene.Doctor.PublicKey, scene.Patient.PublicKey)
            .TakeDoctorHalf(delegation.ProxyHalf, scene.Doctor.PublicKey).OrThrow();

        Assert.True(freed.Complete(grant, scene.Pid, scene.Visit, scene.Proxy, FlowScene.Now).Ok);
    }

    [Fact]
    public void One_half_alone_makes_no_key()
    {
        using var delegation = scene.Begin();
        var (grant, _) = scene.BothHalves(delegation);
        var half = ProxyShare.Await(scene.ChainId, delegation.ProxyHalf.ShareId).TakeDoctorHalf(delegation.ProxyHalf, scene.Doctor.PublicKey).OrThrow();

        Assert.Equal("SHARE_INCOMPLETE", half.Complete(grant, scene.Pid, scene.Visit, scene.Proxy, FlowScene.Now).Refusal!.Code);
    }

    [Fact]
    public void A_share_at_the_proxy_survives_its_bytes_and_is_empty_once_destroyed()
    {
        using var delegation = scene.Begin();
        var (grant, share) = scene.BothHalves(delegation);
        var ready = ProxyShare.Parse(share.ToBytes()).OrThrow().Complete(grant, scene.Pid, scene.Visit, scene.Proxy, FlowScene.Now).OrThrow();
        Assert.Equal(ready.ToBytes(), ProxyShare.Parse(ready.ToBytes()).OrThrow().ToBytes());
        var rekey = new byte[SecretScalar.Size];
        ready.Rekey!.CopyTo(rekey);

        var destroyed = ready.Destroy();

        Assert.Null(destroyed.Rekey);
        Assert.Equal(-1, destroyed.ToBytes().AsSpan().IndexOf(rekey));
        Assert.Equal(ProxyShareStage.Destroyed, ProxyShare.Parse(destroyed.ToBytes()).OrThrow().Stage);
    }

    [Fact]
    public void A_patient_consents_only_to_what_is_the_own_visits()
    {
        using var delegation = scene.Begin();

        Assert.Equal("RECORD_NOT_OF_VISIT", CodeOf(delegation.Offer, ViewWith(record: new RecordEntry(true, 5) { Owner = FlowScene.Random() })));
        Assert.Equal("VISIT_UNKNOWN", CodeOf(delegation.Offer, ViewWith(pid: RandomNumberGenerator.GetBytes(RecordLimits.PidBytes))));
        Assert.Equal("WRONG_CHAIN", CodeOf(delegation.Offer, ViewWith(chainId: FlowScene.Random())));
    }

    [Fact]
    public void A_patient_consents_only_to_an_enrolled_doctor_who_wrote_and_the_registrys_proxy()
    {
        using var delegation = scene.Begin();

        Assert.Equal("GRANTEE_UNKNOWN", CodeOf(delegation.Offer, ViewWith(grantee: new EnrolmentEntry { Role = PartyRole.Node, Sealing = new byte[65] })));
        Assert.Equal("PROXY_UNKNOWN", CodeOf(delegation.Offer, ViewWith(proxy: FlowScene.Random())));
        Assert.Equal("SHARE_GRANT_MISMATCH", AcceptableOffer.Check(delegation.Offer, FlowScene.Random(), scene.View()).Refusal!.Code);
    }

    [Fact]
    public void A_whole_visit_can_be_offered()
    {
        using var delegation = scene.Begin(scene.Terms(GrantScope.Visit));

        Assert.True(AcceptableOffer.Check(delegation.Offer, scene.Doctor.PublicKey, scene.View()).Ok);
    }

    private static DelegationOffer WithDelegation(DelegationOffer offer, Func<PairingDelegation, PairingDelegation> change) => new()
    {
        ChainId = offer.ChainId,
        Pid = offer.Pid,
        Blinded = SecretScalar.Random(),
        Grant = new Grant
        {
            Scope = offer.Grant.Scope,
            Target = offer.Grant.Target,
            Grantee = offer.Grant.Grantee,
            Purpose = offer.Grant.Purpose,
            FromMillis = offer.Grant.FromMillis,
            UntilMillis = offer.Grant.UntilMillis,
            Proxy = offer.Grant.Proxy,
            Delegation = change((PairingDelegation)offer.Grant.Delegation),
        },
    };

    private string CodeOf(DelegationOffer offer, OfferView view) =>
        AcceptableOffer.Check(offer, scene.Doctor.PublicKey, view).Refusal!.Code;

    private OfferView ViewWith(
        ulong? now = null, HashSet<Bytes32>? seen = null, RecordEntry? record = null, byte[]? pid = null, Bytes32? chainId = null, EnrolmentEntry? grantee = null, Bytes32? proxy = null) =>
        scene.View(view => new OfferView
        {
            ChainId = chainId ?? view.ChainId,
            Pid = pid ?? view.Pid,
            VisitSigning = view.VisitSigning,
            TargetRecord = record ?? view.TargetRecord,
            Grantee = grantee ?? view.Grantee,
            Proxy = proxy ?? view.Proxy,
            SharesSeen = seen ?? view.SharesSeen,
            NowMillis = now ?? view.NowMillis,
        });
}
