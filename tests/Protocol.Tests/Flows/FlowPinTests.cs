using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Protocol.Tests.Flows;

/// <summary>What parties send each other keeps its bytes (docs/spec/flows.md): each written out here by hand.</summary>
public sealed class FlowPinTests
{
    private static readonly Bytes32 Chain = new(Filled(0x11, 32));
    private static readonly Bytes32 Share = new(Filled(0x22, 32));
    private static readonly Bytes32 GrantId = new(Filled(0x33, 32));
    private static readonly byte[] Pid = Filled(0x44, 145);
    private static readonly string ChainHex = "c420" + Hex(0x11, 32);
    private static readonly string PidHex = "c491" + Hex(0x44, 145);

    [Fact]
    public void A_visit_order_keeps_its_bytes() => Assert.Equal(
        "94" + "01" + ChainHex + PidHex + "91" + "c420" + Hex(0x55, 32),
        Convert.ToHexStringLower(new VisitOrder { ChainId = Chain, Pid = Pid, Doctors = [new Bytes32(Filled(0x55, 32))] }.ToBytes()));

    [Fact]
    public void An_assignment_keeps_its_bytes() => Assert.Equal(
        "97" + "01" + ChainHex + "c491" + Hex(0x66, 145) + PidHex + "91" + "c420" + Hex(0x55, 32) + "a4" + "46582d31" + "c420" + Hex(0x77, 32),
        Convert.ToHexStringLower(new DoctorAssignment
        {
            ChainId = Chain,
            HospitalPid = Filled(0x66, 145),
            Pid = Pid,
            Doctors = [new Bytes32(Filled(0x55, 32))],
            Id = "FX-1",
            Alpha = Filled(0x77, 32),
        }.ToBytes()));

    [Fact]
    public void A_symptom_notice_keeps_its_bytes()
    {
        using var notice = new SymptomNotice { ChainId = Chain, HospitalPid = Filled(0x66, 145), Pid = Pid, Symptom = Secret() };
        Assert.Equal("95" + "01" + ChainHex + "c491" + Hex(0x66, 145) + PidHex + "c420" + Hex(0x01, 32), Convert.ToHexStringLower(notice.ToBytes()));
    }

    [Fact]
    public void A_search_request_keeps_its_bytes() => Assert.Equal(
        "94" + "01" + ChainHex + PidHex + "c490" + Hex(0x88, 144),
        Convert.ToHexStringLower(new SearchRequest { ChainId = Chain, Pid = Pid, Trapdoor = Filled(0x88, 144) }.ToBytes()));

    [Fact]
    public void Both_halves_for_the_proxy_keep_their_bytes()
    {
        using var half = new DelegationProxyHalf { ChainId = Chain, ShareId = Share, Beta = Secret() };
        using var consent = new DelegationConsent { ChainId = Chain, ShareId = Share, GrantId = GrantId, Blinded = Secret() };
        Assert.Equal("94" + "01" + ChainHex + "c420" + Hex(0x22, 32) + "c420" + Hex(0x01, 32), Convert.ToHexStringLower(half.ToBytes()));
        Assert.Equal(
            "95" + "01" + ChainHex + "c420" + Hex(0x22, 32) + "c420" + Hex(0x33, 32) + "c420" + Hex(0x01, 32), Convert.ToHexStringLower(consent.ToBytes()));
    }

    [Fact]
    public void A_waiting_share_keeps_its_bytes()
    {
        var zero = "c420" + Hex(0x00, 32);
        Assert.Equal(
            "9b" + "01" + "00" + ChainHex + "c420" + Hex(0x22, 32) + zero + zero + zero + "00" + "c400" + "c400" + "c400",
            Convert.ToHexStringLower(ProxyShare.Await(Chain, Share).ToBytes()));
    }

    [Fact]
    public void A_mails_envelope_and_signature_keep_their_form()
    {
        using var sender = SigningKey.Generate();
        using var sealing = SealingKey.Generate();
        var letter = new MailLetter(MailPurposes.Symptom, Chain, new Bytes32(Filled(0x99, 32)), Share, 255);
        var mail = SignedMail.Write(letter, sender, sealing.PublicKey, "x"u8);
        var envelope = Convert.ToHexStringLower(mail.Sealed.Span);

        Assert.StartsWith("96" + "01" + "a753594d50544f4d" + "c420" + sender.PublicKey + "c420" + Hex(0x99, 32) + "c420" + Hex(0x22, 32) + "c452", envelope, StringComparison.Ordinal);
        Assert.Equal(
            "95" + "01" + ChainHex + "c4" + $"{mail.Sealed.Length:x2}" + envelope + "ccff" + "c440" + mail.Signature, Convert.ToHexStringLower(mail.ToBytes()));
        Assert.True(Bip340.Verify(
            sender.PublicKey, SignedMessage.Mail(Chain, letter.Recipient, new Bytes32(SHA256.HashData(mail.Sealed.Span)), 255), mail.Signature));
    }

    private static SecretScalar Secret() => SecretScalar.TryDecode(Filled(0x01, 32), out var secret) ? secret : throw new InvalidOperationException();

    private static byte[] Filled(byte value, int count)
    {
        var bytes = new byte[count];
        Array.Fill(bytes, value);
        return bytes;
    }

    private static string Hex(byte value, int count) => Convert.ToHexStringLower(Filled(value, count));
}
