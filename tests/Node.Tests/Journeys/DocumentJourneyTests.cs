using System.Net;
using System.Net.Http.Headers;
using HospitalChain.Client;
using HospitalChain.Client.Documents;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>Documents from client to client through real nodes: who reads, who reads no more, and what a proxy that lies, sleeps or is gone can do.</summary>
public sealed class DocumentJourneyTests(DocumentNetworkFixture fixture) : IClassFixture<DocumentNetworkFixture>
{
    private readonly DocumentNetwork network = fixture.Network;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_revocation_the_others_read_on_in_the_folder_that_continues_and_the_one_nothing_more()
    {
        var folder = await network.OpenAsync("revoked");
        var first = await network.PutAsync(folder);
        var hospital = network.HospitalSession();
        var insurers = await network.ShareAsync(hospital, folder, network.Insurer.Key, network.Registry);
        var chens = await network.ShareAsync(hospital, folder, network.Chen.Key, network.ChainB);
        Assert.Equal(first.Bytes, await network.ReadAsync(network.InsurerSession(), first.Id, insurers.GrantId));
        Assert.Equal(first.Bytes, await network.ReadAsync(network.ChenSession(), first.Id, chens.GrantId));

        var desk = new FolderDesk(hospital);
        await desk.RevokeAsync(insurers, DocumentNetwork.Wait, Cancellation);
        var (entry, _) = await desk.StandingAsync(insurers, Cancellation);
        await network.Node("manager").UntilAsync(network.ChainA, chain => chain.Chain.Entries.RevocationReceiptOf(insurers.GrantId) is not null);
        var refused = await network.RefusedAsync(network.InsurerSession(), first.Id, insurers.GrantId);
        Assert.Equal("CONSENT_REVOKED", refused.Refusal.Code);
        Assert.Contains($"height {entry!.RevokedAtHeight}", refused.Refusal.Detail, StringComparison.Ordinal);

        var continued = await desk.ContinueAsync(folder, DocumentNetwork.Wait, Cancellation);
        var anew = Assert.Single(continued.Reissued);
        Assert.Equal((network.Chen.Key, chens.GrantId, chens.UntilMillis), (anew.Grantee, anew.Replaces!.Value, anew.UntilMillis));
        Assert.Empty(continued.Refused);
        await network.ReadyAsync(anew.GrantId);
        var later = await network.PutAsync(continued.Folder);
        Assert.Equal(later.Bytes, await network.ReadAsync(network.ChenSession(), later.Id, anew.GrantId));
        Assert.Equal(first.Bytes, await network.ReadAsync(network.ChenSession(), first.Id, chens.GrantId));
        Assert.Equal("CONSENT_MISSING", await network.CodeAsync(network.InsurerSession(), later.Id, insurers.GrantId));
        Assert.Equal("CONSENT_MISSING", await network.CodeAsync(network.ChenSession(), later.Id, chens.GrantId));
    }

    [Fact]
    public async Task A_grant_of_one_document_gives_that_and_nothing_else_of_the_folder()
    {
        var folder = await network.OpenAsync("single");
        var (shared, other) = (await network.PutAsync(folder), await network.PutAsync(folder));
        var grant = await network.ShareAsync(network.HospitalSession(), folder, network.Insurer.Key, network.Registry, shared.Id);
        Assert.Equal(shared.Bytes, await network.ReadAsync(network.InsurerSession(), shared.Id, grant.GrantId));
        Assert.Equal("CONSENT_MISSING", await network.CodeAsync(network.InsurerSession(), other.Id, grant.GrantId));
        Assert.Equal("CONSENT_MISSING", await network.CodeAsync(network.ChenSession(), shared.Id, grant.GrantId));
    }

    [Fact]
    public async Task A_grant_that_begins_later_gives_nothing_yet()
    {
        var folder = await network.OpenAsync("later");
        var document = await network.PutAsync(folder);
        var owner = network.HospitalSession();
        var tomorrow = owner.NowMillis + (ulong)TimeSpan.FromDays(1).TotalMilliseconds;
        var (grant, _) = await new FolderDesk(owner).ShareAsync(
            folder, null, network.Insurer.Key, network.Registry, "HPAYMT", TimeSpan.FromHours(1), DocumentNetwork.Wait, Cancellation, tomorrow);
        await network.ReadyAsync(grant.GrantId);
        Assert.Equal("CONSENT_NOT_YET_VALID", await network.CodeAsync(network.InsurerSession(), document.Id, grant.GrantId));
    }

    [Fact]
    public async Task A_patients_visit_owns_a_folder_and_lets_a_doctor_of_another_hospital_read()
    {
        var pat = network.PatSession();
        var (folder, status) = await new FolderDesk(pat).OpenAsync(network.Note, "my lungs", DocumentNetwork.Wait, Cancellation);
        await network.EverywhereAsync(network.ChainA, status.RecordId);
        var document = await network.PutAsync(folder);
        var own = network.NewFile("own");
        await new DocumentReader(network.PatSession()).ReadOwnAsync(folder, document.Id, own, Cancellation);
        Assert.Equal(document.Bytes, await File.ReadAllBytesAsync(own, Cancellation));
        var grant = await network.ShareAsync(network.PatSession(), folder, network.Chen.Key, network.ChainB);
        Assert.Equal(document.Bytes, await network.ReadAsync(network.ChenSession(), document.Id, grant.GrantId));
        await new FolderDesk(network.PatSession()).RevokeAsync(grant, DocumentNetwork.Wait, Cancellation);
        Assert.Equal("CONSENT_REVOKED", await network.CodeAsync(network.ChenSession(), document.Id, grant.GrantId));
    }

    [Fact]
    public async Task A_patients_visit_reads_what_the_hospital_grants_it()
    {
        var folder = await network.OpenAsync("for Pat");
        var document = await network.PutAsync(folder);
        var grant = await network.ShareAsync(network.HospitalSession(), folder, network.Visit.Signing.PublicKey, network.ChainA);
        Assert.Equal(document.Bytes, await network.ReadAsync(network.PatSession(), document.Id, grant.GrantId, network.Note));
    }

    [Fact]
    public async Task Anyone_checks_the_proxys_answer_from_what_the_reader_hands_on()
    {
        var folder = await network.OpenAsync("evidence");
        var document = await network.PutAsync(folder);
        var grant = await network.ShareAsync(network.HospitalSession(), folder, network.Insurer.Key, network.Registry);
        var reader = new DocumentReader(network.InsurerSession());
        var (delivery, _) = await reader.FetchAsync(network.ChainA, document.Id, grant.GrantId, network.NewFile("read"), Cancellation);
        var evidence = await reader.EvidenceAsync(network.ChainA, document.Id, grant.GrantId, delivery, Cancellation);
        Assert.True(ReencryptionEvidence.Parse(evidence.ToBytes()).OrThrow().Check(network.World.HospitalGenesis).Ok);
    }

    [Fact]
    public async Task A_proxy_that_answers_with_another_documents_proof_is_caught()
    {
        var folder = await network.OpenAsync("swapped");
        var (asked, other) = (await network.PutAsync(folder), await network.PutAsync(folder));
        var grant = await network.ShareAsync(network.HospitalSession(), folder, network.Insurer.Key, network.Registry);
        var (of, _) = await new DocumentReader(network.InsurerSession()).FetchAsync(network.ChainA, other.Id, grant.GrantId, network.NewFile("other"), Cancellation);
        foreach (var (lie, code) in ((Func<DocumentDelivery, DocumentDelivery>, string)[])
        [
            (told => With(told, reencryption: of.Reencryption), "REENCRYPTION_INVALID"),
            (told => With(told, reencryption: Flipped(told.Reencryption)), "REENCRYPTION_INVALID"),
            (told => With(told, promise: of.Promise), "PROMISE_INVALID"),
            (told => With(told, promise: Flipped(told.Promise)), "PROMISE_INVALID"),
        ])
        {
            var lying = new BreakingTransport { Change = (request, answer) => LieAsync(request, answer, lie) };
            var found = await network.CodeAsync(network.InsurerSession(lying), asked.Id, grant.GrantId);
            Assert.True(found == code || found == "MALFORMED", found);
        }
    }

    [Fact]
    public async Task A_proxy_that_is_gone_or_busy_delays_the_reader_and_gives_nothing_away()
    {
        var folder = await network.OpenAsync("gone");
        var document = await network.PutAsync(folder);
        var grant = await network.ShareAsync(network.HospitalSession(), folder, network.Insurer.Key, network.Registry);
        var gone = new BreakingTransport { Instead = request => IsAccess(request) ? throw new HttpRequestException(HttpRequestError.ConnectionError) : null };
        Assert.Equal("NODE_UNREACHABLE", await network.CodeAsync(network.InsurerSession(gone), document.Id, grant.GrantId));
        var busy = new BreakingTransport { Instead = request => IsAccess(request) ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null };
        Assert.NotEmpty(await network.CodeAsync(network.InsurerSession(busy), document.Id, grant.GrantId));
        Assert.Equal(document.Bytes, await network.ReadAsync(network.InsurerSession(), document.Id, grant.GrantId));
    }

    [Fact]
    public async Task A_proxy_that_never_answers_is_waited_for_only_so_long()
    {
        using var silent = new SilentNode();
        using var connection = new Client.Http.NodeConnection(network.Manager, identity: null, silent, TimeProvider.System) { AnswerWait = TimeSpan.FromMilliseconds(1) };
        var refused = await Assert.ThrowsAsync<RefusedException>(() => connection.ExchangeBytesAsync("/v1/pre/access", new byte[1], 10, Cancellation));
        Assert.Equal("NODE_UNREACHABLE", refused.Refusal.Code);
    }

    private static async Task<HttpResponseMessage> LieAsync(HttpRequestMessage request, HttpResponseMessage answer, Func<DocumentDelivery, DocumentDelivery> lie)
    {
        if (!IsAccess(request) || !answer.IsSuccessStatusCode)
        {
            return answer;
        }

        var told = DocumentDelivery.Parse(await answer.Content.ReadAsByteArrayAsync(Cancellation)).OrThrow();
        answer.Content = new ByteArrayContent(lie(told).ToBytes()) { Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.msgpack") } };
        return answer;
    }

    private static bool IsAccess(HttpRequestMessage request) => request.RequestUri!.AbsolutePath == "/v1/pre/access";

    private static DocumentDelivery With(DocumentDelivery told, ReadOnlyMemory<byte>? reencryption = null, ReadOnlyMemory<byte>? promise = null) => new()
    {
        Record = told.Record,
        Reencryption = reencryption ?? told.Reencryption,
        AccessId = told.AccessId,
        Promise = promise ?? told.Promise,
    };

    private static byte[] Flipped(ReadOnlyMemory<byte> bytes)
    {
        var flipped = bytes.ToArray();
        flipped[^1] ^= 1;
        return flipped;
    }

    /// <summary>Takes the request, and says nothing.</summary>
    private sealed class SilentNode : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var never = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
            return never.Task;
        }
    }
}
