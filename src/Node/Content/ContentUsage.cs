using System.Collections.Concurrent;
using System.Globalization;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Content;

/// <summary>
/// Who stored how much: a file owners/KEY/HASH per finished upload with its size in it, counted when the key first uploads
/// again after a start.
/// </summary>
internal sealed class ContentUsage(string folder)
{
    private readonly ConcurrentDictionary<Bytes32, long> bytes = new();

    public long Of(Bytes32 owner) => bytes.GetOrAdd(owner, Count);

    public void Add(Bytes32 owner, Bytes32 sha256, long sizeBytes)
    {
        var before = Of(owner);
        var mark = Path.Combine(FolderOf(owner), sha256.ToString());
        if (!File.Exists(mark))
        {
            Directory.CreateDirectory(FolderOf(owner));
            File.WriteAllText(mark, sizeBytes.ToString(CultureInfo.InvariantCulture));
            bytes.AddOrUpdate(owner, before + sizeBytes, (_, current) => current + sizeBytes);
        }
    }

    /// <summary>The key finished an upload of this content.</summary>
    public bool Has(Bytes32 owner, Bytes32 sha256) => File.Exists(Path.Combine(FolderOf(owner), sha256.ToString()));

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

    private string FolderOf(Bytes32 owner) => Path.Combine(folder, owner.ToString());
}
