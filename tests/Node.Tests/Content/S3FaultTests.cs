using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using HospitalChain.Crypto;
using HospitalChain.Node.Content;
using HospitalChain.Node.Content.S3;
using HospitalChain.Node.Telemetry;
using HospitalChain.Node.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace HospitalChain.Node.Tests.Content;

/// <summary>An S3 service that fails at a chosen moment, or keeps versions: nothing counts that was not read back, nothing is called erased that lives on.</summary>
public sealed class S3FaultTests : IClassFixture<S3Server>, IDisposable
{
    private static readonly Bytes32 Owner = Answers.Filled(1);

    private readonly string prefix = $"{Guid.NewGuid():N}/";
    private readonly TemporaryFolder files = new();
    private readonly NodeMeters meters = new();
    private readonly ManualTime time = new();
    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(100_000);
    private readonly S3Server server;
    private readonly FaultyService service;
    private readonly S3Shelf shelf;
    private readonly ContentStore store;

    public S3FaultTests(S3Server server)
    {
        this.server = server;
        using var plain = server.Open();
        service = new FaultyService((AmazonS3Config)plain.Config);
        shelf = new S3Shelf(service, S3Server.Bucket, prefix, NullLogger<S3Shelf>.Instance);
        store = OpenStore();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Bytes32 Hash => bytes.Sha256();

    private string Key => $"{prefix}stored/{Hash.ToString()[..2]}/{Hash}";

    [Fact]
    public async Task What_a_caller_who_went_away_left_at_the_service_is_read_back_before_it_counts()
    {
        await InterruptAsync();
        await service.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.Bucket, Key = Key, InputStream = new MemoryStream(new byte[bytes.Length]), UseChunkEncoding = false }, Cancellation);

        await Assert.ThrowsAsync<ShelfException>(async () => await store.FinishAsync(Owner, Hash, Cancellation));

        Assert.Null(await store.SizeOfAsync(Hash, Cancellation));
        Assert.True((await store.FinishAsync(Owner, Hash, Cancellation)).Value?.Stored);
        Assert.Equal(Hash, await StoredHashAsync());
    }

    [Fact]
    public async Task What_stands_whole_is_not_sent_again()
    {
        await InterruptAsync();
        var puts = service.Puts;
        Assert.True((await store.FinishAsync(Owner, Hash, Cancellation)).Value?.Stored);
        Assert.Equal(puts, service.Puts);
        Assert.Equal(Hash, await StoredHashAsync());
        Assert.Empty(Directory.GetFiles(files.File("content/uploads")));
    }

    [Fact]
    public async Task An_upload_that_expires_between_put_and_reading_back_is_read_back_then()
    {
        await InterruptAsync();
        await service.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.Bucket, Key = Key, InputStream = new MemoryStream(new byte[bytes.Length]), UseChunkEncoding = false }, Cancellation);
        time.Advance(TimeSpan.FromHours(25));

        await Assert.ThrowsAsync<ShelfException>(async () => await store.DropAbandonedAsync(Cancellation));

        Assert.Null(await store.SizeOfAsync(Hash, Cancellation));
        Assert.False((await store.FinishAsync(Answers.Filled(2), Hash, Cancellation)).Succeeded);
    }

    [Theory]
    [InlineData("Enabled")]
    [InlineData("Suspended")]
    [InlineData(null)]
    public async Task A_bucket_that_keeps_versions_or_does_not_say_takes_nothing_and_is_not_called_erased(string? versions)
    {
        await UploadAsync();
        service.Versions = () => versions is null ? throw new AmazonS3Exception("hidden") { StatusCode = HttpStatusCode.Forbidden } : versions;
        await Assert.ThrowsAsync<ShelfException>(async () => await store.FinishAsync(Owner, Hash, Cancellation));
        Assert.Null(await store.SizeOfAsync(Hash, Cancellation));
        service.Versions = () => null;
        Assert.True((await store.FinishAsync(Owner, Hash, Cancellation)).Value?.Stored);

        service.Versions = () => versions is null ? throw new AmazonS3Exception("hidden") { StatusCode = HttpStatusCode.Forbidden } : versions;
        await Assert.ThrowsAsync<ShelfException>(async () => await store.EraseAsync(Hash, Cancellation));

        Assert.NotNull(await store.SizeOfAsync(Hash, Cancellation));
        service.Versions = () => null;
        await store.EraseAsync(Hash, Cancellation);
        Assert.Null(await store.SizeOfAsync(Hash, Cancellation));
    }

    [Fact]
    public async Task A_service_without_versions_is_used()
    {
        service.Versions = () => throw new AmazonS3Exception("none") { StatusCode = HttpStatusCode.NotImplemented };
        await UploadAsync();
        Assert.True((await store.FinishAsync(Owner, Hash, Cancellation)).Value?.Stored);
    }

    [Fact]
    public async Task Parts_that_the_service_did_not_forget_are_remembered_here_until_it_does()
    {
        await UploadAsync();
        PartJournal.Begin(Assert.Single(Directory.GetFiles(files.File("content/uploads"))), "begun");
        service.AbortStatus = HttpStatusCode.ServiceUnavailable;
        time.Advance(TimeSpan.FromHours(25));

        await Assert.ThrowsAsync<ShelfException>(async () => await store.DropAbandonedAsync(Cancellation));
        await Assert.ThrowsAsync<ShelfException>(async () => await store.EraseAsync(Hash, Cancellation));
        Assert.Single(Directory.GetFiles(files.File("content/uploads"), "*.s3"));

        service.AbortStatus = HttpStatusCode.NotFound; // forgotten before
        await store.EraseAsync(Hash, Cancellation);
        Assert.Empty(Directory.GetFiles(files.File("content/uploads")));
    }

    [Fact]
    public async Task Content_of_several_parts_goes_on_after_a_kill_with_the_parts_that_are_left()
    {
        var large = RandomNumberGenerator.GetBytes((3 * (int)S3Shelf.PartBytes) + 5);
        Assert.True((await store.BeginAsync(Owner, large.Sha256(), large.Length, Cancellation)).Succeeded);
        Assert.True((await store.AppendAsync(Owner, large.Sha256(), 0, new MemoryStream(large), Cancellation)).Succeeded);
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        service.AfterPart = killed.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.FinishAsync(Owner, large.Sha256(), killed.Token));
        service.AfterPart = null;
        Assert.Equal([1], service.Parts);
        Assert.Null(await store.SizeOfAsync(large.Sha256(), Cancellation));
        Assert.Single(Directory.GetFiles(files.File("content/uploads"), "*.s3"));

        store.Dispose();
        using var again = OpenStore();
        Assert.True((await again.FinishAsync(Owner, large.Sha256(), Cancellation)).Value?.Stored);

        Assert.Equal([1, 2, 3, 4], service.Parts);
        await using var stored = (await again.OpenAsync(large.Sha256(), Cancellation))!;
        Assert.Equal(large.Sha256(), new Bytes32(await SHA256.HashDataAsync(stored, Cancellation)));
        Assert.Empty(Directory.GetFiles(files.File("content/uploads")));
    }

    [Theory]
    [InlineData("InvalidAccessKeyId")]
    [InlineData("SignatureDoesNotMatch")]
    public async Task Credentials_that_the_service_refuses_are_named_store_nothing_and_lose_nothing(string code)
    {
        await UploadAsync();
        await using var denying = new DenyingService(code);
        using var denied = new S3Shelf(S3Service.Open(server.Options(prefix) with { Endpoint = denying.Address }), S3Server.Bucket, prefix, NullLogger<S3Shelf>.Instance);
        using var closed = OpenStore(denied);
        Assert.Contains($"403 {code}", await denied.MissingAsync(Cancellation), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<ShelfException>(async () => await closed.FinishAsync(Owner, Hash, Cancellation));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal); // the answer to HEAD has no body that could say more
        await Assert.ThrowsAsync<ShelfException>(async () => await closed.OpenAsync(Hash, Cancellation));
        Assert.Single(Directory.GetFiles(files.File("content/uploads")));

        Assert.True((await store.FinishAsync(Owner, Hash, Cancellation)).Value?.Stored);
        await Assert.ThrowsAsync<ShelfException>(async () => await closed.EraseAsync(Hash, Cancellation)); // not called erased
        Assert.Equal(Hash, await StoredHashAsync());
    }

    [Fact]
    public async Task A_body_that_is_cut_off_is_the_services_failure()
    {
        await UploadAsync();
        await store.FinishAsync(Owner, Hash, Cancellation);
        service.CutBodies = true;
        await using var stream = (await store.OpenAsync(Hash, Cancellation))!;
        await Assert.ThrowsAsync<ShelfException>(async () => await stream.ReadExactlyAsync(new byte[10], Cancellation));
    }

    public void Dispose()
    {
        store.Dispose();
        shelf.Dispose();
        meters.Dispose();
        files.Dispose();
    }

    private ContentStore OpenStore(S3Shelf? on = null) => new(
        files.File("content"), on ?? shelf, new ContentLimits { ContentBytesMax = 1 << 30, QuotaBytes = 1L << 40, DiskReserveBytes = 0 }, time, meters);

    private async Task UploadAsync()
    {
        Assert.True((await store.BeginAsync(Owner, Hash, bytes.Length, Cancellation)).Succeeded);
        Assert.True((await store.AppendAsync(Owner, Hash, 0, new MemoryStream(bytes), Cancellation)).Succeeded);
    }

    /// <summary>The caller goes away after the bytes went to the service and before they were read back.</summary>
    private async Task InterruptAsync()
    {
        await UploadAsync();
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        service.AfterPut = caller.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.FinishAsync(Owner, Hash, caller.Token));
        service.AfterPut = null;
        Assert.NotNull(await store.SizeOfAsync(Hash, Cancellation));
    }

    private async Task<Bytes32> StoredHashAsync()
    {
        await using var stream = (await store.OpenAsync(Hash, Cancellation))!;
        return new Bytes32(await SHA256.HashDataAsync(stream, Cancellation));
    }

    private sealed class FaultyService(AmazonS3Config config) : AmazonS3Client(new BasicAWSCredentials("S3RVER", "S3RVER"), config)
    {
        public Action? AfterPut { get; set; }

        public int Puts { get; private set; }

        public Action? AfterPart { get; set; }

        /// <summary>Numbers of the parts that were sent.</summary>
        public List<int> Parts { get; } = [];

        public Func<string?>? Versions { get; set; }

        public HttpStatusCode? AbortStatus { get; set; }

        public bool CutBodies { get; set; }

        public override async Task<PutObjectResponse> PutObjectAsync(PutObjectRequest request, CancellationToken cancellationToken = default)
        {
            var answer = await base.PutObjectAsync(request, cancellationToken);
            Puts++;
            AfterPut?.Invoke();
            return answer;
        }

        public override async Task<UploadPartResponse> UploadPartAsync(UploadPartRequest request, CancellationToken cancellationToken = default)
        {
            var answer = await base.UploadPartAsync(request, cancellationToken);
            Parts.Add(request.PartNumber!.Value);
            AfterPart?.Invoke();
            return answer;
        }

        public override Task<GetBucketVersioningResponse> GetBucketVersioningAsync(GetBucketVersioningRequest request, CancellationToken cancellationToken = default) =>
            Versions is null ? base.GetBucketVersioningAsync(request, cancellationToken)
            : Task.FromResult(new GetBucketVersioningResponse { VersioningConfig = Versions() is { } status ? new S3BucketVersioningConfig { Status = status } : null });

        public override Task<AbortMultipartUploadResponse> AbortMultipartUploadAsync(AbortMultipartUploadRequest request, CancellationToken cancellationToken = default) =>
            AbortStatus is { } status ? throw new AmazonS3Exception("no") { StatusCode = status } : base.AbortMultipartUploadAsync(request, cancellationToken);

        public override async Task<GetObjectResponse> GetObjectAsync(GetObjectRequest request, CancellationToken cancellationToken = default)
        {
            var answer = await base.GetObjectAsync(request, cancellationToken);
            if (CutBodies)
            {
                answer.ResponseStream = new ResetStream();
            }

            return answer;
        }
    }

    private sealed class ResetStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("connection reset by peer");
    }
}
