using HospitalChain.Crypto;

namespace HospitalChain.Storage.Grants;

/// <summary>Re-encryption keys by share id, encrypted by whoever puts them here (crypto.md §8). Thread-safe.</summary>
public sealed class ShareStore(StoreEngine engine)
{
    /// <summary>On the disk when this returns.</summary>
    public void Put(Bytes32 shareId, ReadOnlySpan<byte> encrypted)
    {
        var batch = new StoreBatch();
        batch.Put(Table.Grants, shareId.ToArray(), encrypted);
        engine.Write(batch);
    }

    public byte[]? Get(Bytes32 shareId) => engine.Get(Table.Grants, shareId.ToArray());

    /// <summary>Ids of all shares held.</summary>
    public IReadOnlyList<Bytes32> All() => [.. engine.Scan(Table.Grants, default).Select(entry => new Bytes32(entry.Key.Span))];

    /// <summary>
    /// Removes the shares and rewrites the table's files, so that no file of the store holds them any more. Copies in
    /// backups, and what a disk keeps of deleted files, are beyond it: that is why the keys are encrypted.
    /// </summary>
    public void Destroy(IEnumerable<Bytes32> shareIds)
    {
        var batch = new StoreBatch();
        foreach (var shareId in shareIds)
        {
            batch.Delete(Table.Grants, shareId.ToArray());
        }

        if (batch.Count > 0)
        {
            engine.Write(batch);
            engine.Scrub(Table.Grants);
        }
    }
}
