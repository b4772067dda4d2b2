namespace HospitalChain.Storage;

/// <summary>What a store holds and uses, for metrics. Bytes on disk; counts are RocksDB's estimates.</summary>
/// <param name="Tables">Per table.</param>
/// <param name="BlockCacheBytes">Memory used by the block cache.</param>
/// <param name="WriteBuffersBytes">Memory used by recent writes.</param>
/// <param name="FolderBytes">All files in the store's folder, the write-ahead log included.</param>
/// <param name="DiskFreeBytes">Free space on the store's disk.</param>
public sealed record StoreSizes(
    IReadOnlyDictionary<Table, TableSize> Tables, long BlockCacheBytes, long WriteBuffersBytes, long FolderBytes, long DiskFreeBytes);
