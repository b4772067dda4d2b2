using System.Runtime.CompilerServices;
using HospitalChain.Crypto;
using HospitalChain.Node.Native;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Telemetry;

namespace HospitalChain.Node.Content;

/// <summary>
/// Content in a folder: uploads grow in <c>uploads/</c>, and move to <c>stored/ab/abcd…</c> in one rename after their
/// hash was checked and the bytes were synced, so what stands under a hash is always whole.
/// </summary>
public sealed class FolderContentStore : IContentStore, IDisposable
{
    private const int NoSpace = 28; // ENOSPC
    private const int OverQuota = 122; // EDQUOT
    private const int DiskFullWindows = unchecked((int)0x80070070);

    private readonly ContentLimits limits;
    private readonly TimeProvider time;
    private readonly NodeMeters meters;
    private readonly string uploadFolder;
    private readonly string storedFolder;
    private readonly ContentUsage usage;
    private readonly Lock gate = new();
    private readonly Dictionary<(Bytes32 Owner, Bytes32 Sha256), FolderUpload> uploads = [];

    public FolderContentStore(string folder, ContentLimits limits, TimeProvider time, NodeMeters meters)
    {
        this.limits = limits;
        this.time = time;
        this.meters = meters;
        uploadFolder = Directory.CreateDirectory(Path.Combine(folder, "uploads")).FullName;
        storedFolder = Directory.CreateDirectory(Path.Combine(folder, "stored")).FullName;
        usage = new ContentUsage(Path.Combine(folder, "owners"), SizeOf);
        foreach (var file in new DirectoryInfo(uploadFolder).EnumerateFiles())
        {
            if (FolderUpload.Find(file) is { } upload)
            {
                uploads[(upload.Owner, upload.Sha256)] = upload;
            }
        }
    }

    public Outcome<UploadStatus> Begin(Bytes32 owner, Bytes32 sha256, long sizeBytes)
    {
        if (SizeOf(sha256) is { } size)
        {
            return new UploadStatus(sha256, size, size, Stored: true);
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

    public Outcome<UploadStatus> Status(Bytes32 owner, Bytes32 sha256)
    {
        if (SizeOf(sha256) is { } size)
        {
            return new UploadStatus(sha256, size, size, Stored: true);
        }

        return Find(owner, sha256) is { } upload ? upload.Status : ContentRefusals.NoUpload;
    }

    public async ValueTask<Outcome<UploadStatus>> AppendAsync(Bytes32 owner, Bytes32 sha256, long offset, Stream body, CancellationToken cancellation)
    {
        if (Find(owner, sha256) is not { } upload)
        {
            return ContentRefusals.NoUpload;
        }

        if (!upload.TryEnter())
        {
            return ContentRefusals.Busy;
        }

        try
        {
            if (upload.Offset != offset)
            {
                return Outcome<UploadStatus>.Refused(ContentRefusals.WrongOffset, FormattableString.Invariant($"the next byte is {upload.Offset}"));
            }

            return await upload.AppendAsync(body, time, cancellation) ? upload.Status : ContentRefusals.TooLong;
        }
        catch (IOException exception) when (IsDiskFull(exception))
        {
            return CommonRefusals.DiskFull;
        }
        finally
        {
            Leave(upload);
        }
    }

    public async ValueTask<Outcome<UploadStatus>> FinishAsync(Bytes32 owner, Bytes32 sha256, CancellationToken cancellation)
    {
        if (SizeOf(sha256) is { } size)
        {
            return !usage.Has(owner, sha256) ? ContentRefusals.NotUploader : new UploadStatus(sha256, size, size, Stored: true);
        }

        if (Find(owner, sha256) is not { } upload)
        {
            return ContentRefusals.NoUpload;
        }

        if (!upload.TryEnter())
        {
            return ContentRefusals.Busy;
        }

        try
        {
            return await FinishAsync(upload, cancellation);
        }
        catch (IOException exception) when (IsDiskFull(exception))
        {
            return CommonRefusals.DiskFull;
        }
        finally
        {
            Leave(upload);
        }
    }

    public long? SizeOf(Bytes32 sha256)
    {
        var file = new FileInfo(PathOf(sha256));
        return file.Exists ? file.Length : null;
    }

    public Stream? Open(Bytes32 sha256)
    {
        try
        {
            return new FileStream(PathOf(sha256), new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous });
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async IAsyncEnumerable<Bytes32> StoredAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var path in Directory.EnumerateFiles(storedFolder, "*", SearchOption.AllDirectories))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Bytes32.TryParse(Path.GetFileName(path), out var sha256))
            {
                yield return sha256;
            }
        }

        await ValueTask.CompletedTask;
    }

    /// <summary>Cut to nothing before its name goes, so that a reader who has it open gets no more of it either.</summary>
    public ValueTask EraseAsync(Bytes32 sha256, CancellationToken cancellation)
    {
        lock (gate)
        {
            foreach (var upload in uploads.Values.Where(upload => upload.Sha256 == sha256).ToArray())
            {
                upload.Condemn();
                if (upload.TryEnter())
                {
                    Discard(upload);
                }
            }
        }

        var path = PathOf(sha256);
        if (File.Exists(path))
        {
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
            {
                RandomAccess.SetLength(file, 0);
                RandomAccess.FlushToDisk(file);
            }

            File.Delete(path);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
        }

        usage.Remove(sha256);
        return ValueTask.CompletedTask;
    }

    public int DropAbandoned()
    {
        var before = time.GetUtcNow() - limits.UploadIdleMax;
        var dropped = 0;
        lock (gate)
        {
            foreach (var upload in uploads.Values.Where(upload => upload.TouchedAt < before).ToArray())
            {
                if (upload.TryEnter())
                {
                    Discard(upload);
                    dropped++;
                }
            }
        }

        return dropped;
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

    private async ValueTask<Outcome<UploadStatus>> FinishAsync(FolderUpload upload, CancellationToken cancellation)
    {
        if (upload.Offset < upload.SizeBytes)
        {
            return Outcome<UploadStatus>.Refused(ContentRefusals.Incomplete, FormattableString.Invariant($"{upload.Offset} of {upload.SizeBytes} bytes are there"));
        }

        if (await upload.HashAsync(cancellation) != upload.Sha256)
        {
            Discard(upload);
            return ContentRefusals.WrongHash;
        }

        var target = PathOf(upload.Sha256);
        var shard = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(shard))
        {
            Directory.CreateDirectory(shard);
            DirectorySync.Flush(storedFolder);
        }

        SyncFile(upload.Path);
        usage.Add(upload.Owner, upload.Sha256, upload.SizeBytes); // before the content has its name: its uploader is known whenever it stands
        File.Move(upload.Path, target, overwrite: true);
        DirectorySync.Flush(shard);
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

    private void Leave(FolderUpload upload)
    {
        upload.Leave();
        if (upload.IsCondemned && upload.TryEnter())
        {
            Discard(upload);
        }
    }

    private void Discard(FolderUpload upload)
    {
        lock (gate)
        {
            uploads.Remove((upload.Owner, upload.Sha256));
        }

        upload.Delete();
    }

    private string PathOf(Bytes32 sha256)
    {
        var name = sha256.ToString();
        return Path.Combine(storedFolder, name[..2], name);
    }

    private static void SyncFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    private static bool IsDiskFull(IOException exception) => exception.HResult is NoSpace or OverQuota or DiskFullWindows;
}
