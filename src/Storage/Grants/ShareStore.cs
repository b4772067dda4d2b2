using HospitalChain.Crypto;

namespace HospitalChain.Storage.Grants;

/// <summary>Re-encryption keys by share id, encrypted by whoever puts them here (crypto.md §8). Thread-safe.</summary>
/// <param name="engine">The store.</param>
/// <param name="prefix">Keeps kinds of shares apart; of another length than any other kind's.</param>
public sealed class ShareStore(StoreEngine engine, ReadOnlyMemory<byte> prefix = default)
{
    /// <summary>On the disk when this returns.</summary>
    public void Put(Bytes32 shareId, ReadOnlySpan<byte> encrypted)
    {
        var batch = new StoreBatch();
        batch.Put(Table.Grants, KeyOf(shareId), encrypted);
        engine.Write(batch);
    }

    public byte[]? Get(Bytes32 shareId) => engine.Get(Table.Grants, KeyOf(shareId));

    /// <summary>Ids of all shares held.</summary>
    public IReadOnlyList<Bytes32> All() =>
    [
        .. engine.Scan(Table.Grants, prefix.Span)
            .Where(entry => entry.Key.Length == prefix.Length + Bytes32.Size)
            .Select(entry => new Bytes32(entry.Key.Span[prefix.Length..])),
    ];

    /// <summary>
    /// Removes the shares and rewrites the table's files, so that no file of the store holds them any more. Copies in
    /// backups, and what a disk keeps of deleted files, are beyond it: that is why the keys are encrypted.
    /// </summary>
    public void Destroy(IEnumerable<Bytes32> shareIds)
    {
        var batch = new StoreBatch();
        foreach (var shareId in shareIds)
        {
            batch.Delete(Table.Grants, KeyOf(shareId));
        }

        if (batch.Count > 0)
        {
            engine.Write(batch);
            engine.Scrub(Table.Grants);
        }
    }

    private byte[] KeyOf(Bytes32 shareId) => [.. prefix.Span, .. shareId.ToArray()];
}
