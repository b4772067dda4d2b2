using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Content.S3;

/// <summary>
/// Content in a bucket of an S3-compatible service, <c>PREFIX stored/ab/abcd…</c>. What is put there is read back and hashed
/// before it counts. A large file goes in parts, each noted on this node's disk, so that after a stop only the rest is sent.
/// </summary>
public sealed partial class S3Shelf(IAmazonS3 service, string bucket, string prefix, ILogger<S3Shelf> log) : IContentShelf, IDisposable
{
    /// <summary>Size of a part, above the 5 MiB that services ask for; larger for content of more than ten thousand of them.</summary>
    public const long PartBytes = 8 << 20;

    private const int PartsMax = 10_000;
    private const string MediaType = "application/octet-stream";

    private string Root => prefix + "stored/";

    public ValueTask<long?> SizeOfAsync(Bytes32 sha256, CancellationToken cancellation) => GuardAsync(async () =>
    {
        try
        {
            return (long?)(await service.GetObjectMetadataAsync(bucket, KeyOf(sha256), cancellation)).ContentLength;
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    });

    public async ValueTask<Stream?> OpenAsync(Bytes32 sha256, CancellationToken cancellation) =>
        await SizeOfAsync(sha256, cancellation) is { } size ? new S3Stream(service, bucket, KeyOf(sha256), size) : null;

    public async IAsyncEnumerable<StoredContent> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = Root };
        while (true)
        {
            var page = await GuardAsync(async () => await service.ListObjectsV2Async(request, cancellation));
            foreach (var item in page.S3Objects ?? [])
            {
                if (Bytes32.TryParse(item.Key[(item.Key.LastIndexOf('/') + 1)..], out var sha256) && KeyOf(sha256) == item.Key)
                {
                    yield return new StoredContent(sha256, item.Size ?? 0);
                }
            }

            if (page.IsTruncated is not true)
            {
                yield break;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public async ValueTask PutAsync(string path, Bytes32 sha256, long sizeBytes, CancellationToken cancellation)
    {
        await RefuseVersionsAsync(cancellation);
        if (await SizeOfAsync(sha256, cancellation) == sizeBytes)
        {
            await AbandonAsync(path, sha256, cancellation); // a try before this one, or another's upload, made the rest needless
        }

        if (await SizeOfAsync(sha256, cancellation) != sizeBytes)
        {
            await GuardAsync(async () =>
            {
                await (sizeBytes <= PartBytes ? PutWholeAsync(path, sha256, cancellation) : PutInPartsAsync(path, sha256, sizeBytes, cancellation));
                return true;
            });
        }

        if (await HashAsync(sha256, cancellation) != sha256)
        {
            await EraseAsync(sha256, cancellation);
            throw new ShelfException($"the S3 service keeps other bytes than {sha256}");
        }
    }

    /// <summary>
    /// What the service did not forget yet stays noted here, so that it can be told again. One that cannot forget parts keeps
    /// ciphertext that nothing names until its own rule for unfinished uploads ends it.
    /// </summary>
    public async ValueTask AbandonAsync(string path, Bytes32 sha256, CancellationToken cancellation)
    {
        if (PartJournal.Find(path) is not { } journal)
        {
            return;
        }

        try
        {
            await GuardAsync(async () => await service.AbortMultipartUploadAsync(bucket, KeyOf(sha256), journal.UploadId, cancellation));
        }
        catch (ShelfException exception) when (exception.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            // it ended or was forgotten before
        }
        catch (ShelfException exception) when (exception.InnerException is AmazonS3Exception refused && IsUnknownCall(refused))
        {
            PartsLeft(log, sha256, exception.Message);
        }

        journal.Delete();
    }

    /// <summary>Refused while the bucket keeps versions or does not say: a deletion there only hides what lives on.</summary>
    public async ValueTask EraseAsync(Bytes32 sha256, CancellationToken cancellation)
    {
        await RefuseVersionsAsync(cancellation);
        await GuardAsync(async () => await service.DeleteObjectAsync(bucket, KeyOf(sha256), cancellation));
    }

    /// <summary>Why this bucket cannot be used: it is not there, or it keeps versions, in which erased content would live on. Null when it can.</summary>
    public async Task<string?> MissingAsync(CancellationToken cancellation)
    {
        try
        {
            await service.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = Root, MaxKeys = 1 }, cancellation);
            await RefuseVersionsAsync(cancellation);
            return null;
        }
        catch (ShelfException refused)
        {
            return refused.Message;
        }
        catch (Exception exception) when (S3Service.FailureOf(exception) is { } failure)
        {
            return failure.Message;
        }
    }

    public void Dispose() => service.Dispose();

    private async ValueTask RefuseVersionsAsync(CancellationToken cancellation)
    {
        try
        {
            var versions = await service.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = bucket }, cancellation);
            if (versions.VersioningConfig?.Status is { } status && status != VersionStatus.Off)
            {
                throw new ShelfException($"bucket {bucket} keeps versions, in which erased content would live on");
            }
        }
        catch (AmazonS3Exception unknown) when (IsUnknownCall(unknown))
        {
            // a service without versions
        }
        catch (Exception exception) when (S3Service.FailureOf(exception) is { } failure)
        {
            throw new ShelfException($"whether bucket {bucket} keeps versions is not known: {failure.Message}", exception);
        }
    }

    private static bool IsUnknownCall(AmazonS3Exception refused) => refused.StatusCode is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed;

    private Task PutWholeAsync(string path, Bytes32 sha256, CancellationToken cancellation) => service.PutObjectAsync(
        new PutObjectRequest { BucketName = bucket, Key = KeyOf(sha256), FilePath = path, ContentType = MediaType, UseChunkEncoding = false }, cancellation);

    private async Task PutInPartsAsync(string path, Bytes32 sha256, long sizeBytes, CancellationToken cancellation)
    {
        var journal = PartJournal.Find(path);
        if (journal is null)
        {
            var begun = await service.InitiateMultipartUploadAsync(
                new InitiateMultipartUploadRequest { BucketName = bucket, Key = KeyOf(sha256), ContentType = MediaType }, cancellation);
            journal = PartJournal.Begin(path, begun.UploadId);
        }

        try
        {
            await SendPartsAsync(journal, path, sha256, sizeBytes, cancellation);
        }
        catch (AmazonS3Exception refused) when (refused.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            journal.Delete(); // the service forgot the upload or a part of it: the next try begins anew
            throw;
        }

        journal.Delete();
    }

    private async Task SendPartsAsync(PartJournal journal, string path, Bytes32 sha256, long sizeBytes, CancellationToken cancellation)
    {
        var partBytes = Math.Max(PartBytes, (sizeBytes + PartsMax - 1) / PartsMax);
        for (var position = journal.Tags.Count * partBytes; position < sizeBytes; position += partBytes)
        {
            var part = await service.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = bucket,
                    Key = KeyOf(sha256),
                    UploadId = journal.UploadId,
                    PartNumber = journal.Tags.Count + 1,
                    FilePath = path,
                    FilePosition = position,
                    PartSize = Math.Min(partBytes, sizeBytes - position),
                    UseChunkEncoding = false,
                },
                cancellation);
            journal.Add(part.ETag);
        }

        await service.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest
            {
                BucketName = bucket,
                Key = KeyOf(sha256),
                UploadId = journal.UploadId,
                PartETags = [.. journal.Tags.Select((tag, index) => new PartETag(index + 1, tag))],
            },
            cancellation);
    }

    private async ValueTask<Bytes32?> HashAsync(Bytes32 sha256, CancellationToken cancellation)
    {
        if (await OpenAsync(sha256, cancellation) is not { } stream)
        {
            return null;
        }

        await using (stream)
        {
            return new Bytes32(await SHA256.HashDataAsync(stream, cancellation));
        }
    }

    private string KeyOf(Bytes32 sha256)
    {
        var name = sha256.ToString();
        return $"{Root}{name[..2]}/{name}";
    }

    private static async ValueTask<T> GuardAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (S3Service.FailureOf(exception) is not null)
        {
            throw S3Service.FailureOf(exception)!;
        }
    }

    [LoggerMessage(EventId = 210, Level = LogLevel.Warning, Message = "The S3 service did not forget the parts of {Sha256}: {Reason}. Its rule for unfinished uploads should")]
    private static partial void PartsLeft(ILogger log, Bytes32 sha256, string reason);
}
