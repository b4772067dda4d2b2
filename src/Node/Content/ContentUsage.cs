using System.Collections.Concurrent;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Content;

/// <summary>
/// Who stored how much: an empty file owners/KEY/HASH per finished upload, counted when the key first uploads again
/// after a start.
/// </summary>
internal sealed class ContentUsage(string folder, Func<Bytes32, long?> sizeOf)
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
            File.WriteAllBytes(mark, []);
            bytes.AddOrUpdate(owner, before + sizeBytes, (_, current) => current + sizeBytes);
        }
    }

    private long Count(Bytes32 owner)
    {
        var total = 0L;
        if (Directory.Exists(FolderOf(owner)))
        {
            foreach (var mark in Directory.EnumerateFiles(FolderOf(owner)))
            {
                total += Bytes32.TryParse(Path.GetFileName(mark), out var sha256) ? sizeOf(sha256) ?? 0 : 0;
            }
        }

        return total;
    }

    private string FolderOf(Bytes32 owner) => Path.Combine(folder, owner.ToString());
}
