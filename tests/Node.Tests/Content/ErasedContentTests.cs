using System.Net.Http.Headers;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Content;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Content;

/// <summary>Erased content leaves no file, no upload and no quota, comes back by no upload, and only its uploader has receipts for content at all.</summary>
public sealed class ErasedContentTests : IAsyncLifetime
{
    private static readonly Bytes32 Chain = Answers.Filled(1);

    private readonly TemporaryFolder folder = new();
    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(200_000);
    private readonly HashSet<Bytes32> barred = [];
    private TestNode node = null!;
    private TestCaller caller = null!;

    private Bytes32 Hash => bytes.Sha256();

    private ContentStore Store => node.Services.GetRequiredService<ContentStore>();

    public async ValueTask InitializeAsync()
    {
        node = await TestNode.StartAsync(folder.Path, services => services.AddSingleton<ContentBar>(
            hash => barred.Contains(hash) ? new HttpRefusal(404, "ERASED", "rule", "hint") : null));
        caller = await TestCaller.EnterAsync(node, Chain);
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        caller.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task What_is_erased_is_in_no_file_and_a_reader_who_had_it_open_gets_no_more_of_it()
    {
        await StoreAsync();
        Assert.Equal([Hash], await StoredAsync());
        await using var open = (await Store.OpenAsync(Hash, CancellationToken.None))!;
        await Store.EraseAsync(Hash, CancellationToken.None);
        Assert.Equal(0, await open.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        Assert.Null(await Store.OpenAsync(Hash, CancellationToken.None));
        Assert.Empty(await StoredAsync());
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.File("content"), "*", SearchOption.AllDirectories), file => file.Contains(Hash.ToString(), StringComparison.Ordinal));
        await Store.EraseAsync(Hash, CancellationToken.None); // again is no error
    }

    [Fact]
    public async Task An_upload_of_erased_content_goes_with_it()
    {
        await BeginAsync();
        (await AppendAsync(bytes[..50_000])).EnsureSuccessStatusCode().Dispose();
        await Store.EraseAsync(Hash, CancellationToken.None);
        Assert.Empty(Directory.GetFiles(folder.File("content/uploads")));
        await AppendAsync(bytes[50_000..], 50_000).AssertRefusedAsync(ContentRefusals.NoUpload);
    }

    [Fact]
    public async Task An_upload_that_is_being_fed_ends_and_is_gone_when_the_erasure_returns()
    {
        await BeginAsync();
        var erasure = Task.CompletedTask;
        var body = new ErasingStream(bytes, () =>
        {
            erasure = Store.EraseAsync(Hash, CancellationToken.None).AsTask();
            Assert.False(erasure.IsCompleted); // the request still has the file
        });
        Assert.Equal(ContentRefusals.Erased, (await Store.AppendAsync(caller.Key.PublicKey, Hash, 0, body, CancellationToken.None)).Refusal);
        await erasure.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Empty(Directory.GetFiles(folder.File("content/uploads")));
        Assert.Equal(ContentRefusals.NoUpload, (await Store.StatusAsync(caller.Key.PublicKey, Hash, CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task Barred_content_is_neither_taken_nor_given()
    {
        await StoreAsync();
        barred.Add(Hash);
        var refused = new HttpRefusal(404, "ERASED", "rule", "hint");
        await BeginAsync().AssertRefusedAsync(refused);
        await AppendAsync(bytes).AssertRefusedAsync(refused);
        await FinishAsync(caller).AssertRefusedAsync(refused);
        await caller.SendAsync(HttpMethod.Get, $"/v1/content/{Hash}").AssertRefusedAsync(refused);
    }

    [Fact]
    public async Task Nobody_has_a_receipt_for_content_that_another_uploaded()
    {
        await StoreAsync();
        using var other = await TestCaller.EnterAsync(node, Chain);
        await FinishAsync(other).AssertRefusedAsync(ContentRefusals.NotUploader);
        (await FinishAsync(caller)).EnsureSuccessStatusCode().Dispose();
    }

    private async Task StoreAsync()
    {
        await BeginAsync();
        (await AppendAsync(bytes)).EnsureSuccessStatusCode().Dispose();
        (await FinishAsync(caller)).EnsureSuccessStatusCode().Dispose();
    }

    private async Task<List<Bytes32>> StoredAsync()
    {
        var stored = new List<Bytes32>();
        await foreach (var (hash, _) in Store.ListAsync(TestContext.Current.CancellationToken))
        {
            stored.Add(hash);
        }

        return stored;
    }

    private Task<HttpResponseMessage> BeginAsync() => caller.PostAsync("/v1/content/uploads", new UploadRequest(Hash, bytes.Length));

    private Task<HttpResponseMessage> AppendAsync(byte[] part, long offset = 0) => caller.SendAsync(
        HttpMethod.Patch,
        $"/v1/content/uploads/{Hash}",
        new ByteArrayContent(part) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
        request => request.Headers.Add(ContentEndpoints.OffsetHeader, offset.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private Task<HttpResponseMessage> FinishAsync(TestCaller by) => by.PostAsync($"/v1/content/uploads/{Hash}/finish", new ReceiptRequest(Chain, "document", FolderKey: Convert.ToHexString(new byte[P21PublicKey.Size])));

    /// <summary>A body in the middle of which the content is erased.</summary>
    private sealed class ErasingStream(byte[] content, Action erase) : MemoryStream(content)
    {
        private bool erased;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!erased && Position > 0)
            {
                erased = true;
                erase();
            }

            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
