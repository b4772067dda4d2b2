using HospitalChain.Crypto;
using HospitalChain.Node.Pre;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Tests.Services;

/// <summary>rk is made once, under one grant, and is gone when the grant is (crypto.md §8).</summary>
public sealed class ShareTests : IDisposable
{
    private readonly ProxyBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Halves_may_come_before_the_grant_and_in_either_order()
    {
        var grant = bench.Grant();
        var (doctor, patient) = bench.Halves(grant);
        bench.Office.Letters.AddRange([patient, doctor]);
        Assert.Equal(2, bench.Mailbox.Empty());
        Assert.Empty(bench.Office.Letters);
        bench.Keeper.Settle();
        Assert.Equal(ProxyShareStage.Waiting, Assert.Single(bench.Vault.Notes()).Stage);
        bench.Hospital.Seal(grant);
        bench.Keeper.Settle();
        Assert.Equal(ProxyShareStage.Ready, Assert.Single(bench.Vault.Notes()).Stage);
    }

    [Fact]
    public async Task A_key_that_is_held_survives_a_restart()
    {
        var grant = bench.Consent();
        bench.Restart();
        Assert.Null(await bench.CodeOfAsync(bench.Request(grant)));
    }

    [Fact]
    public void A_half_is_taken_once()
    {
        var grant = bench.Consent();
        var (doctor, patient) = bench.Halves(grant);
        Assert.Equal("SHARE_REPLAYED", bench.Keeper.Take(doctor)?.Code);
        Assert.Equal("SHARE_REPLAYED", bench.Keeper.Take(patient)?.Code);
    }

    [Fact]
    public void Halves_replayed_after_the_end_bring_nothing_back()
    {
        var grant = bench.Consent();
        bench.Hospital.Seal(bench.World.Revoke(bench.Visit, grant.Id));
        bench.Keeper.Settle();
        Assert.Empty(bench.Vault.Notes());
        bench.Restart();
        var (doctor, patient) = bench.Halves(grant);
        Assert.Equal("SHARE_REPLAYED", bench.Keeper.Take(doctor)?.Code);
        Assert.Equal("SHARE_REPLAYED", bench.Keeper.Take(patient)?.Code);
        bench.Keeper.Settle();
        Assert.Empty(bench.Vault.Notes());
    }

    [Fact]
    public void Halves_that_do_not_lead_to_the_granted_key_make_none()
    {
        var grant = bench.Grant();
        bench.Hospital.Seal(grant);
        var (doctor, patient) = bench.Halves(grant, rekeyed: bench.World.Doctor("Eve"));
        Assert.Null(bench.Keeper.Take(doctor));
        Assert.Null(bench.Keeper.Take(patient));
        bench.Keeper.Settle();
        Assert.Empty(bench.Vault.Notes());
        Assert.Equal("SHARE_KEY_MISMATCH", bench.Vault.NoteOf(bench.Hospital.ChainId, ShareOf(grant))?.Code);
    }

    [Fact]
    public void A_strangers_half_is_forgotten_and_the_right_one_taken()
    {
        var grant = bench.Grant();
        var (doctor, patient) = bench.Halves(grant);
        using var beta = SecretScalar.Random();
        using var strange = new DelegationProxyHalf { ChainId = bench.Hospital.ChainId, ShareId = ShareOf(grant), Beta = beta };
        Assert.Null(bench.Keeper.Take(bench.Mail(MailPurposes.DelegationProxy, bench.World.Doctor("Eve").Signing, strange.ToBytes())));
        Assert.Null(bench.Keeper.Take(patient));
        bench.Hospital.Seal(grant);
        bench.Keeper.Settle();
        Assert.Null(bench.Keeper.Take(doctor));
        bench.Keeper.Settle();
        Assert.Equal(ProxyShareStage.Ready, Assert.Single(bench.Vault.Notes()).Stage);
    }

    [Fact]
    public void Strangers_who_write_first_do_not_shut_out_doctor_and_patient_whatever_they_name()
    {
        var grant = bench.Grant();
        var (doctor, patient) = bench.Halves(grant);
        bench.Office.Letters.AddRange([StrangeHalf(grant), StrangeConsent(grant), doctor, patient]);
        bench.Work();
        Assert.Empty(bench.Office.Letters);
        Assert.Equal(2, bench.Contested.All().Count);
        bench.Restart();
        bench.Hospital.Seal(grant);
        bench.Work();
        Assert.Equal(ProxyShareStage.Ready, Assert.Single(bench.Vault.Notes()).Stage);
        Assert.Empty(bench.Contested.All());
    }

    [Fact]
    public void A_stranger_who_writes_second_is_told_apart_and_dropped()
    {
        var grant = bench.Grant();
        var (doctor, patient) = bench.Halves(grant);
        bench.Office.Letters.AddRange([doctor, patient, StrangeHalf(grant), StrangeConsent(grant)]);
        bench.Work();
        Assert.Equal(2, bench.Contested.All().Count);
        bench.Hospital.Seal(grant);
        bench.Work();
        Assert.Equal(ProxyShareStage.Ready, Assert.Single(bench.Vault.Notes()).Stage);
        Assert.Empty(bench.Contested.All());
    }

    [Fact]
    public void What_is_contested_for_longer_than_its_letter_is_good_goes()
    {
        var grant = bench.Grant();
        bench.Office.Letters.AddRange([StrangeHalf(grant), bench.Halves(grant).Doctor]);
        bench.Work();
        Assert.Single(bench.Contested.All());
        bench.Time.Advance(TimeSpan.FromHours(2));
        bench.Work();
        Assert.Empty(bench.Contested.All());
    }

    [Fact]
    public void One_sender_contests_no_more_than_its_part()
    {
        var eve = bench.World.Doctor("Eve").Signing;
        for (var i = 0; i < ShareKeeper.WaitingPerSenderMax; i++)
        {
            Assert.True(bench.Contested.TryKeep(bench.Mail(MailPurposes.DelegationProxy, eve, [1])));
        }

        Assert.False(bench.Contested.TryKeep(bench.Mail(MailPurposes.DelegationProxy, eve, [1])));
        Assert.True(bench.Contested.TryKeep(bench.Mail(MailPurposes.DelegationProxy, bench.Chen.Signing, [1])));
    }

    private SignedMail StrangeHalf(Record grant)
    {
        using var beta = SecretScalar.Random();
        using var half = new DelegationProxyHalf { ChainId = bench.Hospital.ChainId, ShareId = ShareOf(grant), Beta = beta };
        return bench.Mail(MailPurposes.DelegationProxy, bench.World.Doctor("Eve").Signing, half.ToBytes());
    }

    /// <summary>Names a grant that never comes.</summary>
    private SignedMail StrangeConsent(Record grant)
    {
        using var blinded = SecretScalar.Random();
        using var consent = new DelegationConsent { ChainId = bench.Hospital.ChainId, ShareId = ShareOf(grant), GrantId = ShareOf(grant), Blinded = blinded };
        return bench.Mail(MailPurposes.DelegationConsent, bench.World.Doctor("Eve").Signing, consent.ToBytes());
    }

    [Fact]
    public void A_delegation_key_serves_one_share_whatever_the_chain()
    {
        var grant = bench.Consent();
        var key = ((PairingDelegation)((Grant)grant.Body).Delegation).DelegationKey;
        Assert.False(bench.Vault.TryClaim(key.Span, bench.Registry.ChainId, ShareOf(grant)));
        Assert.True(bench.Vault.TryClaim(key.Span, bench.Hospital.ChainId, ShareOf(grant)));
    }

    [Fact]
    public void The_end_of_a_grant_destroys_its_key_and_no_file_holds_it_in_clear()
    {
        var grant = bench.Consent();
        byte[] rekey = new byte[SecretScalar.Size];
        using (var share = bench.Keeper.OpenReady(bench.Hospital.ChainId, ShareOf(grant), grant.Id).OrThrow())
        {
            share.Rekey!.CopyTo(rekey);
        }

        Assert.DoesNotContain(bench.Files(), file => file.AsSpan().IndexOf(rekey) >= 0);
        bench.Time.Advance(TimeSpan.FromHours(1));
        bench.Keeper.Settle();
        Assert.Empty(bench.Vault.Notes());
        Assert.Equal("CONSENT_EXPIRED", bench.Vault.NoteOf(bench.Hospital.ChainId, ShareOf(grant))?.Code);
        Assert.Null(bench.Vault.Open(bench.Hospital.ChainId, ShareOf(grant)));
    }

    [Fact]
    public void Mail_that_was_changed_or_is_for_another_brings_nothing()
    {
        var (doctor, _) = bench.Halves(bench.Grant());
        var bytes = doctor.ToBytes();
        bytes[^1] ^= 1;
        Assert.Equal("MAIL_SIGNATURE_INVALID", bench.Keeper.Take(SignedMail.Parse(bytes).OrThrow())?.Code);
        bench.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("MAIL_EXPIRED", bench.Keeper.Take(doctor)?.Code);
        Assert.Empty(bench.Vault.Notes());
    }

    [Fact]
    public void One_sender_fills_no_more_than_its_part()
    {
        for (var i = 0; i < Node.Pre.ShareKeeper.WaitingPerSenderMax; i++)
        {
            Assert.Null(bench.Keeper.Take(Half(i)));
        }

        Assert.Equal("BUSY", bench.Keeper.Take(Half(Node.Pre.ShareKeeper.WaitingPerSenderMax))?.Code);

        SignedMail Half(int number)
        {
            using var beta = SecretScalar.Random();
            var shareId = new Bytes32([.. BitConverter.GetBytes(number), .. new byte[28]]);
            using var half = new DelegationProxyHalf { ChainId = bench.Hospital.ChainId, ShareId = shareId, Beta = beta };
            return bench.Mail(MailPurposes.DelegationProxy, bench.Chen.Signing, half.ToBytes());
        }
    }

    private static Bytes32 ShareOf(Record grant) => ((PairingDelegation)((Grant)grant.Body).Delegation).ShareId;
}
