using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Protocol.Tests.Flows;

public sealed class MailTests
{
    private const ulong Now = FlowScene.Now;
    private static readonly byte[] Content = "words between two parties"u8.ToArray();
    private readonly SigningKey sender = SigningKey.Generate();
    private readonly SealingKey recipientSealing = SealingKey.Generate();
    private readonly Bytes32 recipient = FlowScene.Random();

    [Fact]
    public void A_mail_survives_its_bytes_and_opens_for_its_recipient()
    {
        var bytes = Write().ToBytes();
        var mail = SignedMail.Parse(bytes).OrThrow();

        Assert.Equal(bytes, mail.ToBytes());
        Assert.Equal(Content, mail.Open(recipientSealing, MailPurposes.Symptom, Now).OrThrow());
        Assert.Equal(sender.PublicKey, mail.Sender);
        Assert.Equal(recipient, mail.Recipient);
    }

    [Fact]
    public void A_mail_taken_apart_by_the_api_is_the_same_mail()
    {
        var mail = Write();

        var assembled = SignedMail.Assemble(mail.ChainId, mail.Sealed.Span, mail.ExpiryMillis, mail.Signature).OrThrow();

        Assert.Equal(mail.ToBytes(), assembled.ToBytes());
    }

    [Fact]
    public void A_mail_for_one_purpose_opens_for_no_other() =>
        Assert.Equal("MAIL_UNREADABLE", Write().Open(recipientSealing, MailPurposes.Search, Now).Refusal!.Code);

    [Fact]
    public void A_mail_opens_for_nobody_else()
    {
        using var stranger = SealingKey.Generate();

        Assert.Equal("MAIL_UNREADABLE", Write().Open(stranger, MailPurposes.Symptom, Now).Refusal!.Code);
    }

    [Fact]
    public void An_expired_mail_is_refused() =>
        Assert.Equal("MAIL_EXPIRED", Write().Open(recipientSealing, MailPurposes.Symptom, Now + 1000).Refusal!.Code);

    [Fact]
    public void Nobody_can_pass_another_senders_sealed_content_off_as_the_own()
    {
        using var thief = SigningKey.Generate();
        var stolen = Write();
        var envelope = stolen.Sealed.ToArray();
        var at = envelope.AsSpan().IndexOf(sender.PublicKey.ToArray());
        thief.PublicKey.CopyTo(envelope.AsSpan(at));
        var signature = thief.Sign(SignedMessage.Mail(stolen.ChainId, recipient, new Bytes32(SHA256.HashData(envelope)), stolen.ExpiryMillis));

        var relabelled = SignedMail.Assemble(stolen.ChainId, envelope, stolen.ExpiryMillis, signature).OrThrow();

        Assert.True(relabelled.SignatureIsValid());
        Assert.Equal("MAIL_UNREADABLE", relabelled.Open(recipientSealing, MailPurposes.Symptom, Now).Refusal!.Code);
    }

    [Fact]
    public void Every_changed_byte_of_a_mail_is_refused()
    {
        var bytes = Write().ToBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            var parsed = SignedMail.Parse(changed);
            Assert.True(!parsed.Ok || !parsed.Value.Open(recipientSealing, MailPurposes.Symptom, Now).Ok, $"byte {i}");
        }
    }

    [Fact]
    public void A_mail_beyond_the_limit_is_refused_before_it_is_read() =>
        Assert.Equal("MAIL_TOO_LARGE", SignedMail.Parse(new byte[FlowLimits.MailBytesMax + 1]).Refusal!.Code);

    private SignedMail Write() => SignedMail.Write(
        new MailLetter(MailPurposes.Symptom, FlowScene.Random(), recipient, FlowScene.Random(), Now + 1000), sender, recipientSealing.PublicKey, Content);
}
