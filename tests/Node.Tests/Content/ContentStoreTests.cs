using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Content;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Telemetry;
using HospitalChain.Node.Tests.Support;

namespace HospitalChain.Node.Tests.Content;

/// <summary>What every content store promises, whatever its shelf is: derived classes say which.</summary>
public abstract class ContentStoreTests : IAsyncLifetime
{
    /// <summary>Two of an S3 service's parts and a bit.</summary>
    private const int LargeBytes = (17 << 20) + 123;

    private readonly NodeMeters meters = new();
    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(300_000);

    protected static Bytes32 Owner { get; } = Answers.Filled(1);

    protected ManualTime Time { get; } = new();

    internal TemporaryFolder Files { get; } = new();

    protected ContentStore Store { get; private set; } = null!;

    protected IContentShelf Shelf { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Bytes32 Hash => bytes.Sha256();

    public ValueTask InitializeAsync()
    {
        Restart();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Store.Dispose();
        (Shelf as IDisposable)?.Dispose();
        meters.Dispose();
        Files.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Content_comes_back_whole_and_by_range()
    {
        await StoreAsync(bytes);
        Assert.Equal(bytes.Length, await Store.SizeOfAsync(Hash, Cancellation));
        Assert.Equal(bytes, await ReadAsync(Hash));
        Assert.Equal(bytes[1_000..2_000], await ReadAsync(Hash, 1_000, 1_000));
        Assert.Equal(bytes[^1..], await ReadAsync(Hash, bytes.Length - 1, 10));
        Assert.Empty(await ReadAsync(Hash, bytes.Length, 10));
    }

    [Fact]
    public async Task Large_content_comes_back_whole_and_across_the_seams_of_its_parts()
    {
        var large = RandomNumberGenerator.GetBytes(LargeBytes);
        await StoreAsync(large);
        Assert.Equal(large.Sha256(), (await ReadAsync(large.Sha256())).Sha256());
        Assert.Equal(large[((8 << 20) - 10)..((8 << 20) + 10)], await ReadAsync(large.Sha256(), (8 << 20) - 10, 20));
    }

    [Fact]
    public async Task Empty_content_is_content()
    {
        await StoreAsync([]);
        Assert.Equal(0, await Store.SizeOfAsync(((byte[])[]).Sha256(), Cancellation));
        Assert.Empty(await ReadAsync(((byte[])[]).Sha256()));
    }

    [Fact]
    public async Task What_was_never_stored_is_not_there()
    {
        Assert.Null(await Store.SizeOfAsync(Hash, Cancellation));
        Assert.Null(await Store.OpenAsync(Hash, Cancellation));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task An_upload_goes_on_where_a_stop_left_it()
    {
        await BeginAsync(bytes);
        Assert.Equal(150_000, (await AppendAsync(bytes[..150_000], 0)).Value?.Offset);
        Restart();
        Assert.Equal(150_000, (await BeginAsync(bytes)).Value?.Offset);
        Assert.True((await AppendAsync(bytes[150_000..], 150_000)).Succeeded);
        Assert.True((await Store.FinishAsync(Owner, Hash, Cancellation)).Value?.Stored);
        Assert.Equal(bytes, await ReadAsync(Hash));
    }

    [Fact]
    public async Task Truncated_content_is_not_finished_and_not_there()
    {
        await BeginAsync(bytes);
        await AppendAsync(bytes[..^1], 0);
        Assert.Equal(ContentRefusals.Incomplete, (await Store.FinishAsync(Owner, Hash, Cancellation)).Refusal);
        Assert.Null(await Store.SizeOfAsync(Hash, Cancellation));
    }

    [Fact]
    public async Task Extended_content_is_refused()
    {
        await BeginAsync(bytes);
        Assert.Equal(ContentRefusals.TooLong, (await AppendAsync([.. bytes, 0], 0)).Refusal);
        Assert.Null(await Store.SizeOfAsync(Hash, Cancellation));
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("reordered")]
    [InlineData("another")]
    public async Task Content_with_another_hash_is_discarded_and_leaves_nothing(string how)
    {
        var changed = how switch
        {
            "flipped" => [(byte)(bytes[0] ^ 1), .. bytes[1..]],
            "reordered" => [.. bytes[65_536..131_072], .. bytes[..65_536], .. bytes[131_072..]],
            _ => RandomNumberGenerator.GetBytes(bytes.Length),
        };
        await BeginAsync(bytes);
        Assert.True((await AppendAsync(changed, 0)).Succeeded);
        Assert.Equal(ContentRefusals.WrongHash, (await Store.FinishAsync(Owner, Hash, Cancellation)).Refusal);
        Assert.Equal(ContentRefusals.NoUpload, (await Store.StatusAsync(Owner, Hash, Cancellation)).Refusal);
        Assert.Null(await Store.SizeOfAsync(Hash, Cancellation));
        Assert.Empty(await ListAsync());
        Assert.Empty(Directory.GetFiles(Files.File("content/uploads")));
    }

    [Fact]
    public async Task Parts_in_the_wrong_order_or_of_another_size_are_refused()
    {
        await BeginAsync(bytes);
        Assert.Equal(ContentRefusals.WrongOffset, (await AppendAsync(bytes[150_000..], 150_000)).Refusal);
        Assert.Equal(ContentRefusals.WrongSize, (await Store.BeginAsync(Owner, Hash, bytes.Length + 1, Cancellation)).Refusal);
        Assert.Equal(ContentRefusals.NoUpload, (await Store.AppendAsync(Answers.Filled(2), Hash, 0, new MemoryStream(bytes), Cancellation)).Refusal);
    }

    [Fact]
    public async Task A_connection_that_breaks_loses_only_what_did_not_come()
    {
        await BeginAsync(bytes);
        await Assert.ThrowsAsync<IOException>(async () => await Store.AppendAsync(Owner, Hash, 0, new BrokenBody(bytes[..100_000]), Cancellation));
        Assert.Equal(100_000, (await Store.StatusAsync(Owner, Hash, Cancellation)).Value?.Offset);
        Assert.True((await AppendAsync(bytes[100_000..], 100_000)).Succeeded);
        Assert.True((await Store.FinishAsync(Owner, Hash, Cancellation)).Succeeded);
        Assert.Equal(bytes, await ReadAsync(Hash));
    }

    [Fact]
    public async Task A_disk_that_fills_up_says_so_and_keeps_what_it_has()
    {
        await BeginAsync(bytes);
        await AppendAsync(bytes[..1_000], 0);
        var part = Assert.Single(Directory.GetFiles(Files.File("content/uploads")));
        File.Move(part, part + ".kept");
        File.CreateSymbolicLink(part, "/dev/full");
        Assert.Equal(CommonRefusals.DiskFull, (await AppendAsync(bytes[1_000..], 1_000)).Refusal);
        File.Move(part + ".kept", part, overwrite: true);
        Assert.True((await AppendAsync(bytes[1_000..], 1_000)).Succeeded);
        Assert.True((await Store.FinishAsync(Owner, Hash, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task An_abandoned_upload_expires_with_all_that_came()
    {
        await BeginAsync(bytes);
        await AppendAsync(bytes[..1_000], 0);
        Time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(0, await Store.DropAbandonedAsync(Cancellation));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Store.DropAbandonedAsync(Cancellation));
        Assert.Empty(Directory.GetFiles(Files.File("content/uploads")));
        Assert.Equal(ContentRefusals.NoUpload, (await AppendAsync(bytes[1_000..], 1_000)).Refusal);
    }

    [Fact]
    public async Task An_upload_that_was_marked_and_never_put_takes_its_quota_with_it_when_it_expires()
    {
        await BeginAsync(bytes);
        await AppendAsync(bytes, 0);
        new ContentUsage(Files.File("content/owners")).Add(Owner, Hash, bytes.Length); // a stop came before the shelf had it
        Restart();
        Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(1, await Store.DropAbandonedAsync(Cancellation));
        Assert.Equal(0, new ContentUsage(Files.File("content/owners")).Of(Owner));
        Assert.Empty(Directory.GetFiles(Files.File("content/uploads")));
    }

    [Fact]
    public async Task What_is_stored_is_listed_with_its_size_and_erased_for_good()
    {
        var other = RandomNumberGenerator.GetBytes(5);
        await StoreAsync(bytes);
        await StoreAsync(other);
        Assert.Equal(new[] { new StoredContent(Hash, bytes.Length), new StoredContent(other.Sha256(), 5) }.OrderBy(stored => stored.Sha256), await ListAsync());
        await Store.EraseAsync(Hash, Cancellation);
        await Store.EraseAsync(Hash, Cancellation); // again is no error
        Assert.Null(await Store.OpenAsync(Hash, Cancellation));
        Assert.Equal([new StoredContent(other.Sha256(), 5)], await ListAsync());
    }

    [Fact]
    public async Task Only_its_uploader_has_stored_content_confirmed_also_after_a_restart()
    {
        await StoreAsync(bytes);
        Restart();
        Assert.True((await Store.FinishAsync(Owner, Hash, Cancellation)).Value?.Stored);
        Assert.Equal(ContentRefusals.NotUploader, (await Store.FinishAsync(Answers.Filled(2), Hash, Cancellation)).Refusal);
    }

    protected abstract IContentShelf MakeShelf();

    /// <summary>The node stops and starts again on the same disk and shelf.</summary>
    protected void Restart()
    {
        Store?.Dispose();
        (Shelf as IDisposable)?.Dispose();
        Shelf = MakeShelf();
        Store = new ContentStore(Files.File("content"), Shelf, new ContentLimits { ContentBytesMax = 1 << 30, QuotaBytes = 1L << 40, DiskReserveBytes = 0 }, Time, meters);
    }

    protected async Task StoreAsync(byte[] content)
    {
        Assert.True((await BeginAsync(content)).Succeeded);
        Assert.True((await AppendAsync(content, 0, content.Sha256())).Succeeded);
        var finished = await Store.FinishAsync(Owner, content.Sha256(), Cancellation);
        Assert.True(finished.Succeeded, finished.Refusal?.Code);
    }

    protected ValueTask<Outcome<UploadStatus>> BeginAsync(byte[] content) => Store.BeginAsync(Owner, content.Sha256(), content.Length, Cancellation);

    protected ValueTask<Outcome<UploadStatus>> AppendAsync(byte[] part, long offset, Bytes32? hash = null) =>
        Store.AppendAsync(Owner, hash ?? Hash, offset, new MemoryStream(part), Cancellation);

    protected async Task<byte[]> ReadAsync(Bytes32 hash, long from = 0, int count = int.MaxValue)
    {
        await using var stream = (await Store.OpenAsync(hash, Cancellation))!;
        stream.Seek(from, SeekOrigin.Begin);
        var read = new byte[Math.Min(count, stream.Length - from)];
        await stream.ReadExactlyAsync(read, Cancellation);
        return read;
    }

    protected async Task<List<StoredContent>> ListAsync()
    {
        var stored = new List<StoredContent>();
        await foreach (var content in Store.ListAsync(Cancellation))
        {
            stored.Add(content);
        }

        return [.. stored.OrderBy(content => content.Sha256)];
    }

    private sealed class BrokenBody(byte[] before) : MemoryStream(before)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new IOException("the connection broke");
    }
}
