using HospitalChain.Crypto;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Telemetry;

namespace HospitalChain.Node.Content;

/// <summary>
/// Stores ciphertext under its SHA-256. An upload belongs to the key that began it and is named by the hash it announces, so
/// beginning it again resumes it. Uploads grow in a folder; what was checked goes to the shelf, so what stands there is whole.
/// </summary>
public sealed class ContentStore : IDisposable
{
    private const int NoSpace = 28; // ENOSPC
    private const int OverQuota = 122; // EDQUOT
    private const int DiskFullWindows = unchecked((int)0x80070070);

    private readonly IContentShelf shelf;
    private readonly ContentLimits limits;
    private readonly TimeProvider time;
    private readonly NodeMeters meters;
    private readonly string uploadFolder;
    private readonly ContentUsage usage;
    private readonly Lock gate = new();
    private readonly Dictionary<(Bytes32 Owner, Bytes32 Sha256), FolderUpload> uploads = [];

    /// <param name="folder">Uploads and quotas are in it, whatever the shelf is.</param>
    public ContentStore(string folder, IContentShelf shelf, ContentLimits limits, TimeProvider time, NodeMeters meters)
    {
        this.shelf = shelf;
        this.limits = limits;
        this.time = time;
        this.meters = meters;
        uploadFolder = Directory.CreateDirectory(Path.Combine(folder, "uploads")).FullName;
        usage = new ContentUsage(Path.Combine(folder, "owners"));
        foreach (var file in new DirectoryInfo(uploadFolder).EnumerateFiles())
        {
            if (FolderUpload.Find(file) is { } upload)
            {
                uploads[(upload.Owner, upload.Sha256)] = upload;
            }
        }
    }

    /// <summary>Announces content, or finds how far its upload is.</summary>
    public async ValueTask<Outcome<UploadStatus>> BeginAsync(Bytes32 owner, Bytes32 sha256, long sizeBytes, CancellationToken cancellation)
    {
        if (await StoredAsync(sha256, cancellation) is { } stored)
        {
            return stored;
        }

        lock (gate)
        {
            if (uploads.TryGetValue((owner, sha256), out var open))
            {
                return open.SizeBytes == sizeBytes ? open.Status : ContentRefusals.WrongSize;
            }

            return RefusalOf(owner, sizeBytes) is { } refusal ? refusal : Create(owner, sha256, sizeBytes);
        }
    }

    /// <summary>How far the owner's upload is.</summary>
    public async ValueTask<Outcome<UploadStatus>> StatusAsync(Bytes32 owner, Bytes32 sha256, CancellationToken cancellation) =>
        await StoredAsync(sha256, cancellation) is { } stored ? stored
        : Find(owner, sha256) is { } upload ? upload.Status
        : ContentRefusals.NoUpload;

    /// <summary>Adds what <paramref name="body"/> yields at <paramref name="offset"/>. What arrived before an interruption is kept.</summary>
    public async ValueTask<Outcome<UploadStatus>> AppendAsync(Bytes32 owner, Bytes32 sha256, long offset, Stream body, CancellationToken cancellation)
    {
        if (Find(owner, sha256) is not { } upload)
        {
            return ContentRefusals.NoUpload;
        }

        return await WorkAsync(upload, async () =>
            upload.Offset != offset
                ? Outcome<UploadStatus>.Refused(ContentRefusals.WrongOffset, FormattableString.Invariant($"the next byte is {upload.Offset}"))
                : await upload.AppendAsync(body, time, cancellation) ? upload.Status : ContentRefusals.TooLong);
    }

    /// <summary>
    /// Checks size and hash and makes the content durable. Content that fails is discarded. Of stored content only its
    /// uploader is told again that it is there: a receipt for another's content would let others have it erased.
    /// </summary>
    public async ValueTask<Outcome<UploadStatus>> FinishAsync(Bytes32 owner, Bytes32 sha256, CancellationToken cancellation)
    {
        var stored = await StoredAsync(sha256, cancellation);
        if (stored is not null && !usage.Has(owner, sha256))
        {
            return ContentRefusals.NotUploader;
        }

        // While the upload is here its way to the shelf did not come to its end: what stands there was perhaps not read back.
        return Find(owner, sha256) is { } upload ? await WorkAsync(upload, () => FinishAsync(upload, cancellation))
            : stored is { } whole ? whole
            : ContentRefusals.NoUpload;
    }

    /// <summary>Size of stored content, or null.</summary>
    public ValueTask<long?> SizeOfAsync(Bytes32 sha256, CancellationToken cancellation) => shelf.SizeOfAsync(sha256, cancellation);

    /// <summary>A seekable stream of stored content, or null.</summary>
    public ValueTask<Stream?> OpenAsync(Bytes32 sha256, CancellationToken cancellation) => shelf.OpenAsync(sha256, cancellation);

    /// <summary>Everything stored.</summary>
    public IAsyncEnumerable<StoredContent> ListAsync(CancellationToken cancellation) => shelf.ListAsync(cancellation);

    /// <summary>
    /// Destroys the content and every upload of it, whoever began it; gone from the shelf when this returns, and never an
    /// error when nothing was there. A request that feeds an upload is ended and waited for.
    /// </summary>
    public async ValueTask EraseAsync(Bytes32 sha256, CancellationToken cancellation)
    {
        foreach (var upload in UploadsOf(sha256))
        {
            upload.Condemn();
            await upload.EnterAsync(cancellation);
            try
            {
                await shelf.AbandonAsync(upload.Path, sha256, cancellation);
                Discard(upload);
            }
            finally
            {
                upload.Leave();
            }
        }

        await shelf.EraseAsync(sha256, cancellation);
        usage.Remove(sha256);
    }

    /// <summary>Content that uploads are open for.</summary>
    public IReadOnlyList<Bytes32> UploadHashes()
    {
        lock (gate)
        {
            return [.. uploads.Values.Select(upload => upload.Sha256).Distinct()];
        }
    }

    /// <summary>Drops abandoned uploads and returns how many.</summary>
    /// <exception cref="ShelfException">The shelf failed for some; they stay for the next time, the others are dropped.</exception>
    public async ValueTask<int> DropAbandonedAsync(CancellationToken cancellation)
    {
        var dropped = 0;
        ShelfException? failure = null;
        var before = time.GetUtcNow() - limits.UploadIdleMax;
        foreach (var upload in TouchedBefore(before))
        {
            if (!upload.TryEnter())
            {
                continue;
            }

            try
            {
                dropped += upload.TouchedAt < before && await DropAsync(upload, cancellation) ? 1 : 0;
            }
            catch (ShelfException exception)
            {
                failure = exception;
            }
            finally
            {
                upload.Leave();
            }
        }

        return failure is null ? dropped : throw new ShelfException($"an abandoned upload stays: {failure.Message}", failure);
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var upload in uploads.Values)
            {
                upload.Dispose();
            }
        }
    }

    private async ValueTask<UploadStatus?> StoredAsync(Bytes32 sha256, CancellationToken cancellation) =>
        await shelf.SizeOfAsync(sha256, cancellation) is { } size ? new UploadStatus(sha256, size, size, Stored: true) : null;

    /// <summary>One request at a time works on an upload.</summary>
    private async ValueTask<Outcome<UploadStatus>> WorkAsync(FolderUpload upload, Func<ValueTask<Outcome<UploadStatus>>> work)
    {
        if (!upload.TryEnter())
        {
            return ContentRefusals.Busy;
        }

        try
        {
            return upload.IsCondemned ? ContentRefusals.Erased : IsOpen(upload) ? await work() : ContentRefusals.NoUpload;
        }
        catch (IOException exception) when (IsDiskFull(exception))
        {
            return CommonRefusals.DiskFull;
        }
        catch (OperationCanceledException) when (upload.IsCondemned)
        {
            return ContentRefusals.Erased;
        }
        finally
        {
            upload.Leave();
        }
    }

    private async ValueTask<Outcome<UploadStatus>> FinishAsync(FolderUpload upload, CancellationToken cancellation)
    {
        if (upload.Offset < upload.SizeBytes)
        {
            return Outcome<UploadStatus>.Refused(ContentRefusals.Incomplete, FormattableString.Invariant($"{upload.Offset} of {upload.SizeBytes} bytes are there"));
        }

        if (await upload.HashAsync(cancellation) != upload.Sha256)
        {
            usage.Remove(upload.Owner, upload.Sha256);
            Discard(upload);
            return ContentRefusals.WrongHash;
        }

        usage.Add(upload.Owner, upload.Sha256, upload.SizeBytes); // before the content has its name: its uploader is known whenever it stands
        await shelf.PutAsync(upload.Path, upload.Sha256, upload.SizeBytes, cancellation);
        if (upload.IsCondemned)
        {
            return ContentRefusals.Erased; // whoever erases it waits for this to end, and goes on with what stands now
        }

        meters.Content(stored: true, upload.SizeBytes);
        Discard(upload);
        return new UploadStatus(upload.Sha256, upload.SizeBytes, upload.SizeBytes, Stored: true);
    }

    private Outcome<UploadStatus> Create(Bytes32 owner, Bytes32 sha256, long sizeBytes)
    {
        try
        {
            var upload = FolderUpload.Create(uploadFolder, owner, sha256, sizeBytes, time.GetUtcNow());
            uploads.Add((owner, sha256), upload);
            return upload.Status;
        }
        catch (IOException exception) when (IsDiskFull(exception))
        {
            return CommonRefusals.DiskFull;
        }
    }

    private HttpRefusal? RefusalOf(Bytes32 owner, long sizeBytes)
    {
        if (sizeBytes > limits.ContentBytesMax)
        {
            return ContentRefusals.TooLarge;
        }

        var own = uploads.Values.Where(upload => upload.Owner == owner).ToArray();
        if (uploads.Count >= limits.UploadsMax || own.Length >= limits.UploadsPerOwnerMax)
        {
            return ContentRefusals.TooManyUploads;
        }

        if (own.Sum(upload => upload.SizeBytes) + usage.Of(owner) + sizeBytes > limits.QuotaBytes)
        {
            return ContentRefusals.Quota;
        }

        var announced = uploads.Values.Sum(upload => upload.SizeBytes - upload.Offset) + sizeBytes;
        return new DriveInfo(uploadFolder).AvailableFreeSpace - limits.DiskReserveBytes < announced ? CommonRefusals.DiskFull : null;
    }

    private FolderUpload? Find(Bytes32 owner, Bytes32 sha256)
    {
        lock (gate)
        {
            return uploads.GetValueOrDefault((owner, sha256));
        }
    }

    private FolderUpload[] UploadsOf(Bytes32 sha256)
    {
        lock (gate)
        {
            return [.. uploads.Values.Where(upload => upload.Sha256 == sha256)];
        }
    }

    /// <summary>It was not discarded, and perhaps begun anew, before its turn came.</summary>
    private bool IsOpen(FolderUpload upload) => Find(upload.Owner, upload.Sha256) == upload;

    /// <summary>What a try before left standing is read back instead, since from now on it counts without its upload.</summary>
    private async ValueTask<bool> DropAsync(FolderUpload upload, CancellationToken cancellation)
    {
        if (!IsOpen(upload))
        {
            return false;
        }

        if (usage.Has(upload.Owner, upload.Sha256)
            && await shelf.SizeOfAsync(upload.Sha256, cancellation) is not null
            && (await FinishAsync(upload, cancellation)).Succeeded)
        {
            return false;
        }

        await shelf.AbandonAsync(upload.Path, upload.Sha256, cancellation);
        usage.Remove(upload.Owner, upload.Sha256);
        Discard(upload);
        return true;
    }

    private FolderUpload[] TouchedBefore(DateTimeOffset before)
    {
        lock (gate)
        {
            return [.. uploads.Values.Where(upload => upload.TouchedAt < before)];
        }
    }

    private void Discard(FolderUpload upload)
    {
        lock (gate)
        {
            if (uploads.GetValueOrDefault((upload.Owner, upload.Sha256)) != upload)
            {
                return;
            }

            uploads.Remove((upload.Owner, upload.Sha256));
            upload.Delete();
        }
    }

    private static bool IsDiskFull(IOException exception) => exception.HResult is NoSpace or OverQuota or DiskFullWindows;
}
