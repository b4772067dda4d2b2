namespace HospitalChain.Storage;

/// <summary>How a store is opened. The defaults suit a node with a few chains in 256 MB of memory.</summary>
public sealed record StoreOptions
{
    /// <summary>Make an empty store where there is none; otherwise <see cref="StoreErrorCodes.Missing"/>.</summary>
    public bool CreateIfMissing { get; init; } = true;

    /// <summary>Memory for blocks read from disk.</summary>
    public long BlockCacheBytes { get; init; } = 64L << 20;

    /// <summary>Memory for one table's recent writes, before they go to a file.</summary>
    public long WriteBufferBytes { get; init; } = 16L << 20;

    /// <summary>Memory for recent writes of all tables.</summary>
    public long WriteBuffersBytesMax { get; init; } = 64L << 20;

    /// <summary>The write-ahead log's size on disk, and so the most that is replayed at opening.</summary>
    public long LogBytesMax { get; init; } = 64L << 20;

    /// <summary>File descriptors.</summary>
    public int OpenFilesMax { get; init; } = 512;

    /// <summary>Threads that flush and compact.</summary>
    public int BackgroundJobs { get; init; } = 2;

    /// <summary>
    /// Free space on the disk below which writes are refused, so that flushes and compactions of what was written
    /// before never meet a full disk: Debian's RocksDB 7.8 is built with assertions and may abort the process there.
    /// </summary>
    public long DiskFreeBytesMin { get; init; } = 256L << 20;

    /// <summary>
    /// Opens a store whose write-ahead log is damaged by keeping what stands before the damage. What was acknowledged
    /// may be lost, so the store then counts as restored from a backup (<see cref="StoreEngine.IsRestored"/>).
    /// </summary>
    public bool SalvageLog { get; init; }
}
