using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Content;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Content;

public sealed class ContentTests : IAsyncLifetime
{
    private const int SizeMax = 1 << 20;

    private static readonly Bytes32 Chain = Answers.Filled(1);
    private static readonly string Pid = RandomNumberGenerator.GetHexString(2 * PseudoIdentity.Size);
    private static readonly string VisitKey = RandomNumberGenerator.GetHexString(2 * G1.Size);
    private static readonly string FolderKey = RandomNumberGenerator.GetHexString(2 * P21PublicKey.Size);

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(300_000);
    private TestNode node = null!;
    private TestCaller caller = null!;
    private TestCaller? first;

    private Bytes32 Hash => bytes.Sha256();

    private ContentStore Store => node.Services.GetRequiredService<ContentStore>();

    public ValueTask InitializeAsync() => StartAsync(new LimitOptions { ContentBytesMax = SizeMax, ContentQuotaBytes = 2 * SizeMax, DiskReserveBytes = 0 });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Uploaded_content_comes_back_with_a_receipt_the_node_signed()
    {
        var receipt = await StoreAsync(bytes).ReadAsync<SignedReceipt>();
        var context = RecordContext.ForDiagnosis(Chain, caller.Key.PublicKey, Convert.FromHexString(Pid), Convert.FromHexString(VisitKey), Hash);
        Assert.Equal((Chain, Hash, bytes.Length, context, node.Key), (receipt.ChainId, receipt.Sha256, receipt.SizeBytes, receipt.Context, receipt.Store));
        var message = SignedMessage.Receipt(Chain, Hash, (ulong)bytes.Length, context, (ulong)receipt.TimeMillis);
        Assert.True(Bip340.Verify(node.Key, message, receipt.Signature));
        await using var stored = (await Store.OpenAsync(Hash, TestContext.Current.CancellationToken))!;
        Assert.Equal(Hash, new Bytes32(await SHA256.HashDataAsync(stored, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_node_without_a_chain_hands_nothing_out()
    {
        (await StoreAsync(bytes)).Dispose();
        var (status, code) = await RefusalOfAsync(caller.SendAsync(HttpMethod.Get, $"/v1/content/{Hash}"));
        Assert.Equal((HttpStatusCode.Forbidden, Refusals.DeliveryTicketInvalid.Code), (status, code));
    }

    [Fact]
    public async Task An_upload_goes_on_where_it_stopped_after_a_restart()
    {
        await BeginAsync(bytes);
        var half = await AppendAsync(bytes[..150_000], 0).ReadAsync<UploadStatus>();
        Assert.Equal(150_000, half.Offset);
        await StopAsync();
        await InitializeAsync();
        Assert.Equal(0, (await BeginAsync(bytes).ReadAsync<UploadStatus>()).Offset); // Another key's upload is its own.
        await RestoreOwnerAsync();
        Assert.Equal(150_000, (await BeginAsync(bytes).ReadAsync<UploadStatus>()).Offset);
        (await AppendAsync(bytes[150_000..], 150_000)).EnsureSuccessStatusCode().Dispose();
        Assert.Equal(Hash, (await FinishAsync(Hash).ReadAsync<SignedReceipt>()).Sha256);
    }

    [Fact]
    public async Task Truncated_content_is_not_finished()
    {
        await BeginAsync(bytes);
        (await AppendAsync(bytes[..^1], 0)).EnsureSuccessStatusCode().Dispose();
        await FinishAsync(Hash).AssertRefusedAsync(ContentRefusals.Incomplete);
    }

    [Fact]
    public async Task Extended_content_is_refused()
    {
        await BeginAsync(bytes);
        await AppendAsync([.. bytes, 0], 0).AssertRefusedAsync(ContentRefusals.TooLong);
    }

    [Fact]
    public async Task Content_with_another_hash_is_discarded()
    {
        await BeginAsync(bytes);
        var changed = (byte[])bytes.Clone();
        changed[77] ^= 1;
        (await AppendAsync(changed, 0)).EnsureSuccessStatusCode().Dispose();
        await FinishAsync(Hash).AssertRefusedAsync(ContentRefusals.WrongHash);
        Assert.Null(await Store.SizeOfAsync(Hash, TestContext.Current.CancellationToken));
        await FinishAsync(Hash).AssertRefusedAsync(ContentRefusals.NoUpload);
    }

    [Fact]
    public async Task A_part_at_another_offset_is_refused()
    {
        await BeginAsync(bytes);
        await AppendAsync(bytes, 1).AssertRefusedAsync(ContentRefusals.WrongOffset);
    }

    [Fact]
    public async Task The_size_of_an_upload_stays()
    {
        await BeginAsync(bytes);
        await caller.PostAsync("/v1/content/uploads", new UploadRequest(Hash, bytes.Length + 1)).AssertRefusedAsync(ContentRefusals.WrongSize);
    }

    [Fact]
    public Task Content_above_the_limit_is_refused() =>
        caller.PostAsync("/v1/content/uploads", new UploadRequest(Hash, SizeMax + 1)).AssertRefusedAsync(ContentRefusals.TooLarge);

    [Fact]
    public async Task Stored_and_announced_bytes_count_against_the_quota_over_restarts()
    {
        (await StoreAsync(RandomNumberGenerator.GetBytes(SizeMax))).Dispose();
        await StopAsync();
        await InitializeAsync();
        await RestoreOwnerAsync();
        (await caller.PostAsync("/v1/content/uploads", new UploadRequest(Answers.Filled(8), SizeMax - 10))).EnsureSuccessStatusCode().Dispose();
        await caller.PostAsync("/v1/content/uploads", new UploadRequest(Answers.Filled(9), 11)).AssertRefusedAsync(ContentRefusals.Quota);
    }

    [Fact]
    public async Task The_number_of_open_uploads_is_bounded()
    {
        for (byte i = 0; i < 32; i++)
        {
            (await caller.PostAsync("/v1/content/uploads", new UploadRequest(Answers.Filled(i), 1))).EnsureSuccessStatusCode().Dispose();
        }

        await caller.PostAsync("/v1/content/uploads", new UploadRequest(Answers.Filled(99), 1)).AssertRefusedAsync(ContentRefusals.TooManyUploads);
    }

    [Fact]
    public async Task A_disk_without_its_reserve_takes_nothing()
    {
        await StopAsync();
        await StartAsync(new LimitOptions { DiskReserveBytes = long.MaxValue / 2 });
        await BeginAsync(bytes).AssertRefusedAsync(CommonRefusals.DiskFull);
    }

    [Fact]
    public async Task A_disk_that_fills_up_says_so_and_keeps_what_it_has()
    {
        await BeginAsync(bytes);
        (await AppendAsync(bytes[..1_000], 0)).EnsureSuccessStatusCode().Dispose();
        var part = Assert.Single(Directory.GetFiles(folder.File("content/uploads")));
        File.Move(part, part + ".kept");
        File.CreateSymbolicLink(part, "/dev/full");
        await AppendAsync(bytes[1_000..], 1_000).AssertRefusedAsync(CommonRefusals.DiskFull);
        File.Move(part + ".kept", part, overwrite: true);
        (await AppendAsync(bytes[1_000..], 1_000)).EnsureSuccessStatusCode().Dispose();
        Assert.Equal(Hash, (await FinishAsync(Hash).ReadAsync<SignedReceipt>()).Sha256);
    }

    [Fact]
    public async Task An_abandoned_upload_expires()
    {
        await BeginAsync(bytes);
        time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(0, await Store.DropAbandonedAsync(TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Store.DropAbandonedAsync(TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(folder.File("content/uploads")));
    }

    [Fact]
    public async Task Finishing_again_gives_a_receipt_again()
    {
        (await StoreAsync(bytes)).Dispose();
        Assert.Equal(Hash, (await FinishAsync(Hash).ReadAsync<SignedReceipt>()).Sha256);
        Assert.True((await BeginAsync(bytes).ReadAsync<UploadStatus>()).Stored);
    }

    [Fact]
    public async Task A_receipt_needs_a_chain_the_node_follows()
    {
        await BeginAsync(bytes);
        (await AppendAsync(bytes, 0)).EnsureSuccessStatusCode().Dispose();
        await caller.PostAsync($"/v1/content/uploads/{Hash}/finish", Diagnosis(Answers.Filled(9))).AssertRefusedAsync(ContentRefusals.NotFollowed);
    }

    [Fact]
    public async Task A_receipt_for_a_document_is_under_its_folders_ctx()
    {
        (await StoreAsync(bytes)).Dispose();
        var receipt = await FinishAsync(new ReceiptRequest(Chain, "document", FolderKey: FolderKey)).ReadAsync<SignedReceipt>();
        Assert.Equal(RecordContext.ForDocument(Chain, caller.Key.PublicKey, Convert.FromHexString(FolderKey), Hash), receipt.Context);
    }

    /// <summary>ctx is the store's to compute: none is taken from whoever asks, and none is made from parts that do not fit.</summary>
    [Fact]
    public async Task A_receipt_for_anything_but_one_whole_kind_of_record_is_refused()
    {
        (await StoreAsync(bytes)).Dispose();
        ReceiptRequest[] asked =
        [
            new(Chain, "access"),
            new(Chain, "diagnosis", Pid),
            new(Chain, "diagnosis", Pid[2..], VisitKey),
            new(Chain, "diagnosis", Pid, VisitKey + "00"),
            new(Chain, "diagnosis", Pid, "z" + VisitKey[1..]),
            new(Chain, "diagnosis", Pid, VisitKey, FolderKey),
            new(Chain, "diagnosis", Pid, VisitKey, Sid: Hash),
            new(Chain, "document", FolderKey: FolderKey[2..]),
            new(Chain, "document", Pid, FolderKey: FolderKey),
            new(Chain, "team-diagnosis"),
            new(Chain, "team-diagnosis", Pid, VisitKey),
            new(Chain, "team-diagnosis", Pid, VisitKey, Sid: Hash),
        ];
        foreach (var request in asked)
        {
            await FinishAsync(request).AssertRefusedAsync(CommonRefusals.BadRequest);
        }

        using var ready = await caller.PostAsync($"/v1/content/uploads/{Hash}/finish", new { ChainId = Chain, Context = Hash });
        Assert.Equal(HttpStatusCode.BadRequest, ready.StatusCode);
    }

    [Fact]
    public async Task A_node_that_cannot_check_a_teams_signatures_gives_no_receipt_for_one()
    {
        (await StoreAsync(bytes)).Dispose();
        using var answer = await FinishAsync(new ReceiptRequest(Chain, "team-diagnosis", Sid: Answers.Filled(3)));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("TEAM_UNKNOWN", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_content_is_content()
    {
        var receipt = await StoreAsync([]).ReadAsync<SignedReceipt>();
        Assert.Equal(0, receipt.SizeBytes);
    }

    [Fact]
    public async Task A_flood_of_requests_for_content_is_turned_away_for_that_key_alone()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await RefusalOfAsync(AskAsync(caller))).Status);
        }

        await AskAsync(caller).AssertRefusedAsync(CommonRefusals.TooManyRequests);
        using var other = await TestCaller.EnterAsync(node, Chain);
        Assert.Equal(HttpStatusCode.BadRequest, (await RefusalOfAsync(AskAsync(other))).Status);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("abc")]
    public Task A_name_that_is_no_hash_is_refused(string name) =>
        caller.SendAsync(HttpMethod.Get, "/v1/content/" + Uri.EscapeDataString(name)).AssertRefusedAsync(CommonRefusals.BadRequest);

    private async ValueTask StartAsync(LimitOptions limits)
    {
        node = await TestNode.StartAsync(folder.Path, services => services.AddSingleton<TimeProvider>(time), options => options with { Limits = limits });
        caller = await TestCaller.EnterAsync(node, Chain);
        first ??= caller;
    }

    /// <summary>Goes on as the caller of before the restart.</summary>
    private async Task RestoreOwnerAsync() => caller = await TestCaller.EnterAsync(node, Chain, first!.Key);

    private ValueTask StopAsync() => node.DisposeAsync();

    private async Task<HttpResponseMessage> StoreAsync(byte[] content)
    {
        (await BeginAsync(content)).EnsureSuccessStatusCode().Dispose();
        (await AppendAsync(content, 0, content.Sha256())).EnsureSuccessStatusCode().Dispose();
        return await FinishAsync(content.Sha256());
    }

    private Task<HttpResponseMessage> BeginAsync(byte[] content) =>
        caller.PostAsync("/v1/content/uploads", new UploadRequest(content.Sha256(), content.Length));

    private Task<HttpResponseMessage> AppendAsync(byte[] part, long offset, Bytes32? hash = null) => caller.SendAsync(
        HttpMethod.Patch, $"/v1/content/uploads/{hash ?? Hash}", Octets(part),
        request => request.Headers.Add(ContentEndpoints.OffsetHeader, offset.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private Task<HttpResponseMessage> FinishAsync(Bytes32 hash) => caller.PostAsync($"/v1/content/uploads/{hash}/finish", Diagnosis(Chain));

    private Task<HttpResponseMessage> FinishAsync(ReceiptRequest request) => caller.PostAsync($"/v1/content/uploads/{Hash}/finish", request);

    private static ReceiptRequest Diagnosis(Bytes32 chainId) => new(chainId, "diagnosis", Pid, VisitKey);

    private static Task<HttpResponseMessage> AskAsync(TestCaller by) => by.SendAsync(HttpMethod.Post, "/v1/content/access", new ByteArrayContent([1, 2, 3])
        { Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.msgpack") } });

    private static async Task<(HttpStatusCode Status, string? Code)> RefusalOfAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (answer.StatusCode, problem.RootElement.GetProperty("code").GetString());
    }

    private static ByteArrayContent Octets(byte[] part) => new(part) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
}
