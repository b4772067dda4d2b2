using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Login;
using HospitalChain.Node.Mail;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Flows;
using Microsoft.Extensions.DependencyInjection;
using MailLetter = HospitalChain.Node.Mail.MailLetter;

namespace HospitalChain.Node.Tests.Mail;

public sealed class MailTests : IAsyncLifetime
{
    private static readonly Bytes32 Chain = Answers.Filled(1);
    private static readonly Bytes32 OtherChain = Answers.Filled(2);

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private readonly FarMail relay = new();
    private readonly SealingKey sealing = SealingKey.Generate();
    private TestNode node = null!;
    private TestCaller sender = null!;
    private TestCaller recipient = null!;

    public ValueTask InitializeAsync() => StartAsync();

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        sealing.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_letter_reaches_its_box_as_it_was_sent()
    {
        var mail = Letter();
        await PostedAsync(mail);
        var listed = Assert.Single(await recipient.SendAsync(HttpMethod.Get, "/v1/mail").ReadAsync<MailSummary[]>());
        Assert.Equal((mail.Id, sender.Key.PublicKey, "TEST", mail.ToBytes().Length), (listed.Id, listed.Sender, listed.Purpose, listed.Size));
        using var answer = await recipient.SendAsync(HttpMethod.Get, $"/v1/mail/{mail.Id}");
        Assert.Equal(mail.ToBytes(), await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Only_the_recipient_sees_and_deletes_a_letter()
    {
        var letter = Letter();
        await PostedAsync(letter);
        Assert.Empty(await sender.SendAsync(HttpMethod.Get, "/v1/mail").ReadAsync<MailSummary[]>());
        await sender.SendAsync(HttpMethod.Get, $"/v1/mail/{letter.Id}").AssertRefusedAsync(MailRefusals.NotFound);
        await sender.SendAsync(HttpMethod.Delete, $"/v1/mail/{letter.Id}").AssertRefusedAsync(MailRefusals.NotFound);
        (await recipient.SendAsync(HttpMethod.Delete, $"/v1/mail/{letter.Id}")).EnsureSuccessStatusCode().Dispose();
        Assert.Empty(await recipient.SendAsync(HttpMethod.Get, "/v1/mail").ReadAsync<MailSummary[]>());
    }

    [Fact]
    public async Task Posting_the_same_letter_again_changes_nothing()
    {
        var letter = Letter();
        await PostedAsync(letter);
        await PostedAsync(letter);
        Assert.Single(await recipient.SendAsync(HttpMethod.Get, "/v1/mail").ReadAsync<MailSummary[]>());
    }

    [Fact]
    public async Task An_id_names_one_letter()
    {
        var letter = Letter();
        await PostedAsync(letter);
        await PostAsync(Letter(id: letter.Id)).AssertRefusedAsync(MailRefusals.IdTaken);
    }

    [Fact]
    public async Task A_letter_survives_a_restart_and_still_counts()
    {
        await PostedAsync(Letter());
        await node.DisposeAsync();
        await StartAsync(sender.Key, recipient.Key);
        Assert.Single(await recipient.SendAsync(HttpMethod.Get, "/v1/mail").ReadAsync<MailSummary[]>());
        await PostedAsync(Letter());
        await PostedAsync(Letter());
        await PostAsync(Letter()).AssertRefusedAsync(MailRefusals.BoxFull);
    }

    [Fact]
    public async Task A_full_box_takes_letters_again_after_one_is_deleted()
    {
        var first = Letter();
        await PostedAsync(first);
        await PostedAsync(Letter());
        await PostedAsync(Letter());
        await PostAsync(Letter()).AssertRefusedAsync(MailRefusals.BoxFull);
        (await recipient.SendAsync(HttpMethod.Delete, $"/v1/mail/{first.Id}")).EnsureSuccessStatusCode().Dispose();
        await PostedAsync(Letter());
    }

    [Fact]
    public async Task A_sender_has_its_own_bound_over_all_boxes()
    {
        using var second = await TestCaller.EnterAsync(node, Chain);
        for (var i = 0; i < 2; i++)
        {
            await PostedAsync(Letter());
            await PostedAsync(Letter(to: second.Key.PublicKey));
        }

        await PostAsync(Letter(to: second.Key.PublicKey)).AssertRefusedAsync(MailRefusals.SenderFull);
    }

    [Fact]
    public async Task An_expired_letter_is_gone()
    {
        await PostedAsync(Letter(TimeSpan.FromMinutes(5)));
        await PostedAsync(Letter(TimeSpan.FromMinutes(6)));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(await recipient.SendAsync(HttpMethod.Get, "/v1/mail").ReadAsync<MailSummary[]>());
        time.Advance(TimeSpan.FromMinutes(1));
        node.Services.GetRequiredService<MailOffice>().DropExpired();
        await EnterAgainAsync();
        for (var i = 0; i < 3; i++)
        {
            await PostedAsync(Letter());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((31L * 24 * 60 * 60 * 1_000) + 1)]
    public Task An_expiry_outside_the_bounds_is_refused(long aheadMillis) =>
        PostAsync(Letter(TimeSpan.FromMilliseconds(aheadMillis))).AssertRefusedAsync(MailRefusals.BadExpiry);

    [Fact]
    public Task The_largest_letter_passes() => PostedAsync(Letter(size: LargestPlaintext()));

    [Fact]
    public Task A_larger_letter_is_refused() => PostAsync(Letter(size: LargestPlaintext() + 1)).AssertRefusedAsync(MailRefusals.TooLarge);

    [Fact]
    public Task A_body_far_too_large_is_refused_unread() => PostAsync(Letter(size: 1 << 20)).AssertRefusedAsync(CommonRefusals.TooLarge);

    [Theory]
    [InlineData("")]
    [InlineData("has space")]
    [InlineData("ünïcode")]
    public Task A_strange_purpose_is_refused(string purpose) => PostAsync(Letter(purpose: purpose)).AssertRefusedAsync(MailRefusals.BadPurpose);

    [Fact]
    public Task A_purpose_too_long_for_an_envelope_is_refused() =>
        PostAsync(Letter(purpose: "this-purpose-is-longer-than-32-bytes")).AssertRefusedAsync(MailRefusals.BadEnvelope);

    [Fact]
    public Task Changed_bytes_are_refused()
    {
        var post = Post(Letter());
        var changed = post.Sealed[..^1] + (post.Sealed[^1] == '0' ? '1' : '0');
        return PostAsync(post with { Sealed = changed }).AssertRefusedAsync(MailRefusals.BadSignature);
    }

    [Fact]
    public Task A_letter_signed_by_another_key_is_refused() =>
        PostAsync(Post(Letter()) with { Signature = recipient.Key.Sign(Answers.Filled(1)) }).AssertRefusedAsync(MailRefusals.BadSignature);

    [Fact]
    public async Task An_envelope_of_another_sender_is_refused()
    {
        var theirs = Letter();
        await recipient.PostAsync("/v1/mail", Post(theirs)).AssertRefusedAsync(MailRefusals.BadEnvelope);
        await PostAsync(Post(theirs) with { Recipient = Answers.Filled(9) }).AssertRefusedAsync(MailRefusals.BadEnvelope);
        await PostAsync(Post(theirs) with { ChainId = OtherChain }).AssertRefusedAsync(MailRefusals.BadEnvelope);
        await PostAsync(Post(theirs) with { Sealed = "c0ffee" }).AssertRefusedAsync(MailRefusals.BadEnvelope);
    }

    [Fact]
    public Task An_unknown_recipient_is_refused() => PostAsync(Letter(to: Answers.Filled(9))).AssertRefusedAsync(MailRefusals.UnknownRecipient);

    [Fact]
    public async Task A_letter_for_another_hospital_is_relayed_and_its_answer_comes_back()
    {
        using var far = SigningKey.Generate();
        node.Keys.Enrol(OtherChain, far.PublicKey, KeyRole.Doctor);
        var letter = Letter(to: far.PublicKey);
        await PostedAsync(letter);
        Assert.Equal(letter.Id, Assert.Single(relay.Taken).Id);
        Assert.Empty(await recipient.SendAsync(HttpMethod.Get, "/v1/mail").ReadAsync<MailSummary[]>());
        relay.Answer = MailRefusals.NoRoute;
        await PostAsync(letter).AssertRefusedAsync(MailRefusals.NoRoute);
    }

    [Fact]
    public void A_relayed_letter_is_checked_again_and_kept()
    {
        var office = node.Services.GetRequiredService<MailOffice>();
        var letter = Relayed();
        var changed = letter.Sealed.ToArray();
        changed[^1] ^= 1;
        Assert.Equal(MailRefusals.BadSignature, office.AcceptRelayed(letter with { Sealed = changed }));
        Assert.Null(office.AcceptRelayed(letter));
        Assert.Single(office.List(recipient.Key.PublicKey));
    }

    [Fact]
    public void A_relayed_letter_cannot_be_filed_under_other_ids_purposes_or_senders()
    {
        var office = node.Services.GetRequiredService<MailOffice>();
        var letter = Relayed();
        Assert.Equal(MailRefusals.BadEnvelope, office.AcceptRelayed(letter with { Id = Answers.Filled(6) }));
        Assert.Equal(MailRefusals.BadEnvelope, office.AcceptRelayed(letter with { Purpose = "OTHER" }));
        Assert.Equal(MailRefusals.BadEnvelope, office.AcceptRelayed(letter with { Sender = sender.Key.PublicKey }));
        Assert.Empty(office.List(recipient.Key.PublicKey));
    }

    [Fact]
    public void Only_a_letters_own_encoding_decodes()
    {
        var letter = new MailLetter(Answers.Filled(5), "TEST", Chain, Chain, Chain, Chain, 7, new byte[] { 1, 2, 3 }, new Signature64(new byte[64]));
        var bytes = letter.Encode();
        Assert.Equal(bytes, MailLetter.Decode(bytes)?.Encode());
        Assert.Null(MailLetter.Decode(bytes.AsSpan(..^1)));
        Assert.Null(MailLetter.Decode([.. bytes, 0]));
    }

    private async ValueTask StartAsync(SigningKey? senderKey = null, SigningKey? recipientKey = null)
    {
        node = await TestNode.StartAsync(
            folder.Path,
            services => services.AddSingleton<TimeProvider>(time).AddSingleton<IMailRelay>(relay),
            options => options with { Limits = new LimitOptions { MailsPerBox = 3, MailsPerSender = 4 } });
        sender = await TestCaller.EnterAsync(node, Chain, senderKey);
        recipient = await TestCaller.EnterAsync(node, Chain, recipientKey);
    }

    private async Task EnterAgainAsync()
    {
        sender = await TestCaller.EnterAsync(node, Chain, sender.Key);
        recipient = await TestCaller.EnterAsync(node, Chain, recipient.Key);
    }

    private int LargestPlaintext() => FlowLimits.MailBytesMax - Letter(size: 1_000).ToBytes().Length + 1_000;

    private SignedMail Letter(TimeSpan? ahead = null, int size = 100, Bytes32? to = null, Bytes32? id = null, string purpose = "TEST")
    {
        var expiry = (ulong)(time.GetUtcNow() + (ahead ?? TimeSpan.FromHours(1))).ToUnixTimeMilliseconds();
        var name = id ?? new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size));
        var letter = new Protocol.Flows.MailLetter(purpose, Chain, to ?? recipient.Key.PublicKey, name, expiry);
        return SignedMail.Write(letter, sender.Key, sealing.PublicKey, RandomNumberGenerator.GetBytes(size));
    }

    /// <summary>A letter from another chain, as a peer brings it.</summary>
    private MailLetter Relayed()
    {
        using var far = SigningKey.Generate();
        var expiry = (ulong)(time.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeMilliseconds();
        var terms = new Protocol.Flows.MailLetter("TEST", OtherChain, recipient.Key.PublicKey, Answers.Filled(5), expiry);
        var mail = SignedMail.Write(terms, far, sealing.PublicKey, RandomNumberGenerator.GetBytes(100));
        return new MailLetter(mail.Id, mail.Purpose, mail.ChainId, mail.Sender, Chain, mail.Recipient, mail.ExpiryMillis, mail.Sealed, mail.Signature);
    }

    private static MailPost Post(SignedMail mail) =>
        new(mail.Recipient, mail.ChainId, Convert.ToHexStringLower(mail.Sealed.Span), mail.ExpiryMillis, mail.Signature);

    private Task<HttpResponseMessage> PostAsync(SignedMail mail) => PostAsync(Post(mail));

    private Task<HttpResponseMessage> PostAsync(MailPost post) => sender.PostAsync("/v1/mail", post);

    private async Task PostedAsync(SignedMail mail)
    {
        using var answer = await PostAsync(mail);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A relay for which the other chain's boxes are elsewhere.</summary>
    private sealed class FarMail : IMailRelay
    {
        public List<MailLetter> Taken { get; } = [];

        public HttpRefusal? Answer { get; set; }

        public bool IsHome(Bytes32 chainId) => chainId == Chain;

        public ValueTask<HttpRefusal?> RelayAsync(MailLetter letter, CancellationToken cancellation)
        {
            if (letter.RecipientChain.IsZero)
            {
                return ValueTask.FromResult<HttpRefusal?>(MailRefusals.UnknownRecipient);
            }

            Taken.Add(letter);
            return ValueTask.FromResult(Answer);
        }
    }
}
