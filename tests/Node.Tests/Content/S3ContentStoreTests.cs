using System.Security.Cryptography;
using HospitalChain.Node.Content;
using HospitalChain.Node.Content.S3;
using HospitalChain.Node.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace HospitalChain.Node.Tests.Content;

/// <summary>Content kept by an S3 server, which is a process of its own.</summary>
public sealed class S3ContentStoreTests(S3Server server) : ContentStoreTests, IClassFixture<S3Server>
{
    private readonly string prefix = $"{Guid.NewGuid():N}/";

    [Fact]
    public async Task Abandoned_parts_are_given_up_at_the_service_and_the_upload_is_gone_here()
    {
        var large = RandomNumberGenerator.GetBytes(2 * (int)S3Shelf.PartBytes);
        await BeginAsync(large);
        await AppendAsync(large, 0, large.Sha256());
        var path = Assert.Single(Directory.GetFiles(Files.File("content/uploads")));
        using var service = server.Open();
        var begun = await service.InitiateMultipartUploadAsync(S3Server.Bucket, KeyOf(large), Cancellation);
        PartJournal.Begin(path, begun.UploadId);
        Time.Advance(TimeSpan.FromHours(25));

        Assert.Equal(1, await Store.DropAbandonedAsync(Cancellation));

        await server.SeenAsync(line => line.Contains("uploadId=" + begun.UploadId, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(Files.File("content/uploads")));
    }

    [Fact]
    public async Task Parts_that_the_service_forgot_are_sent_anew()
    {
        var large = RandomNumberGenerator.GetBytes(2 * (int)S3Shelf.PartBytes);
        await BeginAsync(large);
        await AppendAsync(large, 0, large.Sha256());
        var path = Assert.Single(Directory.GetFiles(Files.File("content/uploads")));
        PartJournal.Begin(path, "an upload that never was").Add("\"no such part\"");

        await Assert.ThrowsAsync<ShelfException>(async () => await Store.FinishAsync(Owner, large.Sha256(), Cancellation));
        Assert.True((await Store.FinishAsync(Owner, large.Sha256(), Cancellation)).Value?.Stored);
        Assert.Equal(large.Sha256(), (await ReadAsync(large.Sha256())).Sha256());
    }

    [Fact]
    public async Task A_service_that_is_away_refuses_and_what_was_uploaded_is_kept_until_it_is_back()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        await BeginAsync(content);
        await AppendAsync(content, 0, content.Sha256());
        await server.KillAsync();
        try
        {
            await Assert.ThrowsAsync<ShelfException>(async () => await Store.FinishAsync(Owner, content.Sha256(), Cancellation));
            await Assert.ThrowsAsync<ShelfException>(async () => await Store.OpenAsync(content.Sha256(), Cancellation));
            Assert.NotNull(await ((S3Shelf)Shelf).MissingAsync(Cancellation));
        }
        finally
        {
            await server.StartAsync();
        }

        Assert.Null(await ((S3Shelf)Shelf).MissingAsync(Cancellation));
        Assert.True((await Store.FinishAsync(Owner, content.Sha256(), Cancellation)).Value?.Stored);
        Assert.Equal(content, await ReadAsync(content.Sha256()));
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_named()
    {
        using var shelf = new S3Shelf(server.Open(), "elsewhere", prefix, NullLogger<S3Shelf>.Instance);
        Assert.Contains("NoSuchBucket", await shelf.MissingAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_who_has_erased_content_open_gets_no_more_of_it()
    {
        var large = RandomNumberGenerator.GetBytes(2 * (int)S3Shelf.PartBytes);
        await StoreAsync(large);
        await using var open = (await Store.OpenAsync(large.Sha256(), Cancellation))!;
        await open.ReadExactlyAsync(new byte[1_000], Cancellation);
        await Store.EraseAsync(large.Sha256(), Cancellation);
        open.Seek(S3Shelf.PartBytes, SeekOrigin.Begin);
        await Assert.ThrowsAsync<ShelfException>(async () => await open.ReadExactlyAsync(new byte[1_000], Cancellation));
    }

    protected override IContentShelf MakeShelf() => new S3Shelf(server.Open(), S3Server.Bucket, prefix, NullLogger<S3Shelf>.Instance);

    private string KeyOf(byte[] content) => $"{prefix}stored/{content.Sha256().ToString()[..2]}/{content.Sha256()}";
}
