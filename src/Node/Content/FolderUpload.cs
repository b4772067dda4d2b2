using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Native;
using Microsoft.Win32.SafeHandles;

namespace HospitalChain.Node.Content;

/// <summary>
/// One open upload: a part file named by owner, hash and size, so that a restarted node finds it again. Used by one
/// request at a time.
/// </summary>
internal sealed class FolderUpload : IDisposable
{
    private const string Extension = ".part";
    private const int BufferBytes = 128 * 1_024;
    private const long Unknown = -1;

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource condemned = new();

    private IncrementalHash? hash;
    private long hashed;

    private FolderUpload(Bytes32 owner, Bytes32 sha256, long sizeBytes, string path)
    {
        Owner = owner;
        Sha256 = sha256;
        SizeBytes = sizeBytes;
        Path = path;
    }

    public Bytes32 Owner { get; }

    public Bytes32 Sha256 { get; }

    public long SizeBytes { get; }

    public string Path { get; }

    public long Offset { get; private set; }

    public DateTimeOffset TouchedAt { get; private set; }

    public UploadStatus Status => new(Sha256, SizeBytes, Offset, Stored: false);

    /// <summary>Whoever works on it now is the last: its content is being erased.</summary>
    public bool IsCondemned => condemned.IsCancellationRequested;

    public static FolderUpload Create(string folder, Bytes32 owner, Bytes32 sha256, long sizeBytes, DateTimeOffset now)
    {
        var path = System.IO.Path.Combine(folder, FormattableString.Invariant($"{owner}-{sha256}-{sizeBytes}{Extension}"));
        using (new FileStream(path, FileMode.Create, FileAccess.Write))
        {
            var upload = new FolderUpload(owner, sha256, sizeBytes, path);
            upload.Touch(now);
            return upload;
        }
    }

    /// <summary>Reads a part file's name and length; null when it is none.</summary>
    public static FolderUpload? Find(FileInfo file)
    {
        var parts = System.IO.Path.GetFileNameWithoutExtension(file.Name).Split('-');
        return file.Extension == Extension && parts.Length == 3
            && Bytes32.TryParse(parts[0], out var owner) && Bytes32.TryParse(parts[1], out var sha256)
            && long.TryParse(parts[2], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var size)
                ? new FolderUpload(owner, sha256, size, file.FullName) { Offset = Math.Min(file.Length, size), TouchedAt = new DateTimeOffset(file.LastWriteTimeUtc) }
                : null;
    }

    /// <summary>Ends the request that feeds it, if one does.</summary>
    public void Condemn() => condemned.Cancel();

    public bool TryEnter() => turn.Wait(0, CancellationToken.None);

    /// <summary>Waits for whoever works on it.</summary>
    public Task EnterAsync(CancellationToken cancellation) => turn.WaitAsync(cancellation);

    public void Leave() => turn.Release();

    /// <summary>Writes at the end until <paramref name="body"/> ends or the announced size is passed; true when it ended in time.</summary>
    public async ValueTask<bool> AppendAsync(Stream body, TimeProvider time, CancellationToken caller)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(caller, condemned.Token);
        var cancellation = either.Token;
        await HashStoredAsync(cancellation);
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Write, FileShare.Read);
        var isHashed = true;
        try
        {
            return await HashedCopy.RunAsync(
                body,
                hash!,
                async block =>
                {
                    isHashed = false; // a block is hashed whether it is stored or not
                    return isHashed = await TryStoreAsync(file, block);
                },
                cancellation);
        }
        finally
        {
            hashed = isHashed ? Offset : Unknown;
            Touch(time.GetUtcNow()); // before the sync, which then leaves nothing to be written
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>SHA-256 of what is there.</summary>
    public async ValueTask<Bytes32> HashAsync(CancellationToken cancellation)
    {
        await HashStoredAsync(cancellation);
        return new Bytes32(hash!.GetCurrentHash());
    }

    public void Delete()
    {
        hash?.Dispose();
        File.Delete(Path);
    }

    public void Dispose()
    {
        hash?.Dispose();
        condemned.Dispose();
        turn.Dispose();
    }

    /// <summary>Writes a block at the end; false when it is more than was announced.</summary>
    private async ValueTask<bool> TryStoreAsync(SafeFileHandle file, ReadOnlyMemory<byte> block)
    {
        if (block.Length > SizeBytes - Offset)
        {
            return false;
        }

        await RandomAccess.WriteAsync(file, block, Offset, CancellationToken.None);
        WriteBehind.Start(file, Offset, block.Length);
        Offset += block.Length;
        return true;
    }

    /// <summary>After a restart the hash of what came before is computed again; while the process lives it is carried along.</summary>
    private async ValueTask HashStoredAsync(CancellationToken cancellation)
    {
        if (hash is not null && hashed == Offset)
        {
            return;
        }

        hash?.Dispose();
        hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hashed = 0;
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var buffer = new byte[BufferBytes];
        while (hashed < Offset)
        {
            var count = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, Offset - hashed)), hashed, cancellation);
            if (count == 0)
            {
                Offset = hashed; // Shorter than its recorded length: go on from what is there.
                return;
            }

            hash.AppendData(buffer, 0, count);
            hashed += count;
        }
    }

    private void Touch(DateTimeOffset now)
    {
        TouchedAt = now;
        File.SetLastWriteTimeUtc(Path, now.UtcDateTime);
    }
}
