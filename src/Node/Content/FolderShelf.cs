using System.Runtime.CompilerServices;
using HospitalChain.Crypto;
using HospitalChain.Node.Native;

namespace HospitalChain.Node.Content;

/// <summary>
/// Content in a folder, <c>ab/abcd…</c>: a checked file moves there in one rename after its bytes were synced, so what
/// stands under a hash is always whole.
/// </summary>
public sealed class FolderShelf(string folder) : IContentShelf
{
    private readonly string root = Directory.CreateDirectory(folder).FullName;

    public ValueTask<long?> SizeOfAsync(Bytes32 sha256, CancellationToken cancellation)
    {
        var file = new FileInfo(PathOf(sha256));
        return ValueTask.FromResult<long?>(file.Exists ? file.Length : null);
    }

    public ValueTask<Stream?> OpenAsync(Bytes32 sha256, CancellationToken cancellation)
    {
        try
        {
            return ValueTask.FromResult<Stream?>(new FileStream(
                PathOf(sha256), new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous }));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return ValueTask.FromResult<Stream?>(null);
        }
    }

    public async IAsyncEnumerable<StoredContent> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Bytes32.TryParse(file.Name, out var sha256))
            {
                yield return new StoredContent(sha256, file.Length);
            }
        }

        await ValueTask.CompletedTask;
    }

    public ValueTask PutAsync(string path, Bytes32 sha256, long sizeBytes, CancellationToken cancellation)
    {
        var target = PathOf(sha256);
        var shard = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(shard))
        {
            Directory.CreateDirectory(shard);
            DirectorySync.Flush(root);
        }

        if (File.Exists(path) || !File.Exists(target)) // else a try before this one moved it and did not come to its end
        {
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
            {
                RandomAccess.FlushToDisk(file);
            }

            File.Move(path, target, overwrite: true);
        }

        DirectorySync.Flush(shard);
        return ValueTask.CompletedTask;
    }

    public ValueTask AbandonAsync(string path, Bytes32 sha256, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Cut to nothing before its name goes, so that a reader who has it open gets no more of it either.</summary>
    public ValueTask EraseAsync(Bytes32 sha256, CancellationToken cancellation)
    {
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

        return ValueTask.CompletedTask;
    }

    private string PathOf(Bytes32 sha256)
    {
        var name = sha256.ToString();
        return Path.Combine(root, name[..2], name);
    }
}
