using HospitalChain.Crypto;
using HospitalChain.Crypto.P21;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Services;

/// <summary>The proxy re-encrypts documents under grants in force, destroys rk with the grant, and signs for it (crypto.md §7).</summary>
public sealed class DocumentAccessTests : IDisposable
{
    private readonly ProxyBench bench = new();
    private readonly TestFolder folder;
    private readonly Record document;
    private uint nonces;

    public DocumentAccessTests()
    {
        folder = new TestFolder("case", bench.World.Hospital.Signing);
        document = bench.Folders.Write(bench.Ada, folder, "spirometry");
        bench.Hospital.Seal(bench.Folders.Open(folder));
        bench.Hospital.Seal(document);
    }

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_grantee_opens_what_the_proxy_answers_and_the_access_was_promised()
    {
        var grant = Share();
        var delivery = (await AskAsync(Request(grant))).OrThrow();
        using var key = DocumentOpening.AsGrantee(document, grant, folder.Pair.PublicKey, delivery, bench.Folders.Insurer.Keys.P21Receiving(0)).OrThrow();
        Assert.Equal(FolderWorld.KeyOf("spirometry"), key.Bytes.ToArray());
        var access = Assert.IsType<Access>(Assert.Single(bench.Hospital.Submitted, record => record.Id == delivery.AccessId).Body);
        Assert.True(access.Delivered);
    }

    [Fact]
    public async Task Without_a_promise_nothing_is_delivered()
    {
        var grant = Share();
        bench.Hospital.Promising = false;
        Assert.Equal("ACCESS_NOT_PROMISED", await CodeOfAsync(Request(grant)));
    }

    [Fact]
    public async Task A_head_that_is_too_old_closes_the_proxy()
    {
        var grant = Share();
        bench.Time.Advance(TimeSpan.FromMilliseconds(bench.World.HospitalGenesis.Parameters.HeadAgeMaxMillis + 1));
        Assert.Equal("HEAD_TOO_OLD", await CodeOfAsync(Request(grant)));
    }

    [Fact]
    public async Task A_block_that_its_head_outran_is_awaited_before_and_after_the_promise()
    {
        var grant = Share();
        var apply = bench.Hospital.SealAhead();
        var applyNext = new TaskCompletionSource<Action>();
        bench.Hospital.BeforePromise = () => applyNext.SetResult(bench.Hospital.SealAhead());
        var asked = CodeOfAsync(Request(grant));
        apply();
        (await applyNext.Task)();
        Assert.Null(await asked);

        bench.Hospital.SealAhead();
        asked = CodeOfAsync(Request(grant));
        bench.Time.Advance(LedgerPatience.BlockWait);
        Assert.Equal("HEAD_TOO_OLD", await asked);
    }

    [Fact]
    public async Task Another_reader_does_not_read_under_the_grant_and_the_refusal_is_noted()
    {
        var grant = Share();
        Assert.Equal("CONSENT_MISSING", await CodeOfAsync(Request(grant, bench.Chen)));
        await bench.Refused.SettleAsync(CancellationToken.None);
        var access = Assert.IsType<Access>(Assert.Single(bench.Hospital.Submitted).Body);
        Assert.Equal("CONSENT_MISSING", access.RefusalCode);
    }

    [Fact]
    public async Task A_revocation_on_sight_destroys_the_key_and_a_receipt_follows_the_revokes_block()
    {
        var grant = Share();
        var revoke = bench.Folders.Revoke(folder, grant.Id);
        Assert.Null(bench.Revocations.Honour(revoke));
        Assert.Equal("CONSENT_REVOKED", await CodeOfAsync(Request(grant)));
        Assert.Null(bench.RekeyVault.Open(bench.Hospital.ChainId, grant.Id));
        bench.Rekeys.Settle();
        Assert.Single(bench.RekeyVault.ReceiptsDue());

        bench.Hospital.Seal(revoke);
        bench.Restart();
        bench.Rekeys.Settle();
        await bench.Refused.SettleAsync(CancellationToken.None);
        var receipt = Assert.IsType<RevocationReceipt>(Assert.Single(bench.Hospital.Submitted, record => record.Body is RevocationReceipt).Body);
        Assert.Equal(revoke.Id, receipt.RevokeId);
        bench.Hospital.Seal();
        Assert.NotNull(bench.Hospital.State.Entries.RevocationReceiptOf(grant.Id));
        Assert.Empty(bench.RekeyVault.ReceiptsDue());
        Assert.Contains($"height {bench.Hospital.State.Entries.Grant(grant.Id)!.RevokedAtHeight}", (await AskAsync(Request(grant))).Refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_replayed_after_the_end_brings_nothing_back()
    {
        var (grant, letter) = Make();
        bench.Hospital.Seal(grant);
        Assert.Null(bench.Rekeys.Take(letter));
        bench.Hospital.Seal(bench.Folders.Revoke(folder, grant.Id));
        bench.Rekeys.Settle();
        Assert.Empty(bench.RekeyVault.Notes());
        Assert.Equal("SHARE_REPLAYED", bench.Rekeys.Take(letter)?.Code);
    }

    [Fact]
    public void A_strangers_key_that_came_before_the_grant_does_not_shut_out_the_owners()
    {
        var (grant, letter) = Make();
        using var wrong = SecretExponent.Random();
        var strange = bench.Mail(MailPurposes.FolderRekey, bench.Chen.Signing, Content(grant, wrong));
        bench.Office.Letters.AddRange([strange, letter]);
        bench.Work();
        Assert.Equal(letter.Id, Assert.Single(bench.Contested.All()).Id);
        bench.Hospital.Seal(grant);
        bench.Work();
        Assert.Equal(ProxyShareStage.Ready, Assert.Single(bench.RekeyVault.Notes()).Stage);
        Assert.Empty(bench.Contested.All());
    }

    [Fact]
    public void A_key_that_does_not_open_the_commitment_is_not_kept()
    {
        var (grant, rekey) = bench.Folders.Grant(folder, bench.Folders.Insurer);
        rekey.Dispose();
        using var wrong = SecretExponent.Random();
        bench.Hospital.Seal(grant);
        Assert.Null(bench.Rekeys.Take(LetterOf(grant, wrong)));
        bench.Rekeys.Settle();
        Assert.Equal("SHARE_KEY_MISMATCH", bench.RekeyVault.NoteOf(bench.Hospital.ChainId, grant.Id)?.Code);
        Assert.Empty(bench.RekeyVault.ReceiptsDue());
    }

    [Fact]
    public async Task A_key_survives_a_restart_and_lies_in_no_file_in_clear()
    {
        var (grant, rekey) = bench.Folders.Grant(folder, bench.Folders.Insurer);
        using (rekey)
        {
            bench.Hospital.Seal(grant);
            Assert.Null(bench.Rekeys.Take(LetterOf(grant, rekey)));
            bench.Rekeys.Settle();
            var secret = Content(grant, rekey)[^32..];
            Assert.DoesNotContain(bench.Files(), file => file.AsSpan().IndexOf(secret) >= 0);
        }

        bench.Restart();
        Assert.Null(await CodeOfAsync(Request(grant)));
    }

    [Fact]
    public async Task Rounds_of_two_workers_at_once_complete_each_key_once_and_destroy_none()
    {
        var grants = Enumerable.Range(0, 20).Select(_ => Make()).ToArray();
        foreach (var (grant, letter) in grants)
        {
            Assert.Null(bench.Rekeys.Take(letter));
            bench.Hospital.Seal(grant);
        }

        using var together = new Barrier(4);
        await Task.WhenAll(Enumerable.Range(0, together.ParticipantCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                bench.Rekeys.Settle();
            },
            TaskCreationOptions.LongRunning)));

        Assert.All(grants, made => Assert.Equal(ProxyShareStage.Ready, bench.RekeyVault.NoteOf(bench.Hospital.ChainId, made.Grant.Id)?.Stage));
    }

    [Fact]
    public void The_end_of_a_grants_time_destroys_its_key_without_a_receipt()
    {
        var grant = Share();
        bench.Time.Advance(TimeSpan.FromHours(2));
        bench.Rekeys.Settle();
        Assert.Equal("CONSENT_EXPIRED", bench.RekeyVault.NoteOf(bench.Hospital.ChainId, grant.Id)?.Code);
        Assert.Empty(bench.RekeyVault.ReceiptsDue());
    }

    [Fact]
    public async Task A_revoke_of_a_grant_whose_key_ended_before_gets_its_receipt_of_when_that_was()
    {
        var grant = Share(bench.Now + 60_000);
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        bench.Rekeys.Settle();
        var ended = bench.Now;
        Assert.Equal("CONSENT_EXPIRED", bench.RekeyVault.NoteOf(bench.Hospital.ChainId, grant.Id)?.Code);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        bench.Hospital.SignHead();
        var revoke = bench.Folders.Revoke(folder, grant.Id);
        Assert.Null(bench.Revocations.Honour(revoke));
        Assert.Null(bench.Revocations.Honour(revoke));
        bench.Hospital.Seal(revoke);
        bench.Restart();
        bench.Rekeys.Settle();
        await bench.Refused.SettleAsync(CancellationToken.None);
        var receipt = Assert.IsType<RevocationReceipt>(Assert.Single(bench.Hospital.Submitted).Body);
        Assert.Equal((grant.Id, revoke.Id, ended), (receipt.GrantId, receipt.RevokeId, receipt.DestroyedMillis));
        bench.Hospital.Seal();
        Assert.Null(bench.Revocations.Honour(revoke));
        bench.Rekeys.Settle();
        Assert.Empty(bench.RekeyVault.ReceiptsDue());
        await bench.Refused.SettleAsync(CancellationToken.None);
        Assert.Empty(bench.Hospital.Submitted);
    }

    [Fact]
    public async Task A_request_is_answered_once()
    {
        var request = Request(Share());
        Assert.Null(await CodeOfAsync(request));
        Assert.Equal("REQUEST_REPLAYED", await CodeOfAsync(request));
    }

    private Record Share(ulong? untilMillis = null)
    {
        var (grant, letter) = Make(untilMillis);
        bench.Hospital.Seal(grant);
        Assert.Null(bench.Rekeys.Take(letter));
        bench.Rekeys.Settle();
        Assert.Equal(ProxyShareStage.Ready, Assert.Single(bench.RekeyVault.Notes()).Stage);
        return grant;
    }

    private (Record Grant, SignedMail Letter) Make(ulong? untilMillis = null)
    {
        var (grant, rekey) = bench.Folders.Grant(folder, bench.Folders.Insurer, untilMillis: untilMillis ?? World.StartMillis + FolderWorld.Hour);
        using (rekey)
        {
            return (grant, LetterOf(grant, rekey));
        }
    }

    private SignedMail LetterOf(Record grant, SecretExponent rekey) => bench.Mail(MailPurposes.FolderRekey, bench.World.Hospital.Signing, Content(grant, rekey));

    private static byte[] Content(Record grant, SecretExponent rekey) => new FolderRekey { ChainId = grant.ChainId, GrantId = grant.Id, Rekey = rekey }.ToBytes();

    private AccessRequest Request(Record grant, Party? reader = null) => AccessRequest.Sign(
        bench.Hospital.ChainId, document.Id, grant.Id, new Bytes32([.. BitConverter.GetBytes(++nonces), .. new byte[28]]), bench.Now, (reader ?? bench.Folders.Insurer).Signing);

    private Task<Parsed<DocumentDelivery>> AskAsync(AccessRequest request) => bench.Documents.DeliverAsync(request, request.Requester, CancellationToken.None);

    private async Task<string?> CodeOfAsync(AccessRequest request) => (await AskAsync(request)).Refusal?.Code;
}
