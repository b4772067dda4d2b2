using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Node.Native;

namespace HospitalChain.Node.Content;

/// <summary>
/// Who stored how much: a file owners/KEY/HASH per finished upload with its size in it, counted when the key first uploads
/// again after a start.
/// </summary>
internal sealed class ContentUsage(string folder)
{
    private readonly ConcurrentDictionary<Bytes32, long> bytes = new();

    public long Of(Bytes32 owner) => bytes.GetOrAdd(owner, Count);

    /// <summary>The mark is on the disk when this returns.</summary>
    public void Add(Bytes32 owner, Bytes32 sha256, long sizeBytes)
    {
        var before = Of(owner);
        var mark = new FileInfo(PathOf(owner, sha256));
        if (mark is { Exists: true, Length: > 0 })
        {
            return; // an empty one is of a power cut
        }

        if (!mark.Directory!.Exists)
        {
            mark.Directory.Create();
            DirectorySync.Flush(folder);
            DirectorySync.Flush(Path.GetDirectoryName(folder)!);
        }

        using (var file = new FileStream(mark.FullName, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(sizeBytes.ToString(CultureInfo.InvariantCulture)));
            file.Flush(flushToDisk: true);
        }

        DirectorySync.Flush(mark.DirectoryName!);
        bytes.AddOrUpdate(owner, before + sizeBytes, (_, current) => current + sizeBytes);
    }

    /// <summary>The key finished an upload of this content.</summary>
    public bool Has(Bytes32 owner, Bytes32 sha256) => File.Exists(PathOf(owner, sha256));

    /// <summary>The key's upload did not end in anything that stands.</summary>
    public void Remove(Bytes32 owner, Bytes32 sha256)
    {
        if (Has(owner, sha256))
        {
            File.Delete(PathOf(owner, sha256));
            bytes.TryRemove(owner, out _); // counted again at the next upload
        }
    }

    /// <summary>The content is gone: nobody's quota counts it any more.</summary>
    public void Remove(Bytes32 sha256)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var owner in Directory.EnumerateDirectories(folder))
        {
            var mark = Path.Combine(owner, sha256.ToString());
            if (File.Exists(mark))
            {
                File.Delete(mark);
                if (Bytes32.TryParse(Path.GetFileName(owner), out var key))
                {
                    bytes.TryRemove(key, out _); // counted again at the next upload
                }
            }
        }
    }

    private long Count(Bytes32 owner)
    {
        var total = 0L;
        if (Directory.Exists(FolderOf(owner)))
        {
            foreach (var mark in Directory.EnumerateFiles(FolderOf(owner)))
            {
                total += long.TryParse(File.ReadAllText(mark), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;
            }
        }

        return total;
    }

    private string PathOf(Bytes32 owner, Bytes32 sha256) => Path.Combine(FolderOf(owner), sha256.ToString());

    private string FolderOf(Bytes32 owner) => Path.Combine(folder, owner.ToString());
}
