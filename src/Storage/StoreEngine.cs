using System.Buffers.Binary;
using HospitalChain.Storage.Native;

namespace HospitalChain.Storage;

/// <summary>
/// One RocksDB database, a column family per <see cref="Table"/>, over plain bytes. Every write is one synced batch:
/// it is on the disk when <see cref="Write"/> returns, and after a kill at any moment it is there whole or not at all.
/// Thread-safe. All failures are <see cref="StoreException"/>.
/// </summary>
public sealed class StoreEngine : IDisposable
{
    /// <summary>Raised whenever older programs could misread what newer ones write.</summary>
    public const uint FormatNumber = 2;

    private readonly RocksDatabase database;
    private readonly long diskFreeBytesMin;
    private volatile StoreException? failure;

    private StoreEngine(RocksDatabase database, string libraryVersion, long diskFreeBytesMin)
    {
        this.database = database;
        this.diskFreeBytesMin = diskFreeBytesMin;
        LibraryVersion = libraryVersion;
        IsRestored = RestoreMarker.Exists(database.Path);
    }

    private static ReadOnlySpan<byte> FormatKey => "format"u8;

    /// <summary>The store's folder.</summary>
    public string FolderPath => database.Path;

    /// <summary>RocksDB's version.</summary>
    public string LibraryVersion { get; }

    /// <summary>
    /// The store came from a backup, or its log was salvaged: later blocks may exist elsewhere. A supernode seals
    /// nothing until its followers confirmed otherwise and <see cref="ConfirmRestore"/> was called.
    /// </summary>
    public bool IsRestored { get; private set; }

    /// <summary>The failure after which no more writes are taken, or null. For readiness.</summary>
    public StoreException? Failure => failure;

    /// <summary>Writes are refused until there is space again. For readiness.</summary>
    public bool IsDiskFull => StoreFolder.DiskFreeBytes(FolderPath) < diskFreeBytesMin;

    /// <summary>Opens the store in <paramref name="path"/>, or makes one if the options say so.</summary>
    /// <exception cref="StoreException">Missing, locked, damaged, newer, foreign, not allowed, or no library.</exception>
    public static StoreEngine Open(string path, StoreOptions? options = null)
    {
        options ??= new StoreOptions();
        RocksLibrary.Require();
        path = Path.GetFullPath(path);
        var isNew = StoreFolder.Prepare(path, options);
        if (options.SalvageLog)
        {
            StoreFolder.Guard(path, () => RestoreMarker.Write(path, "The write-ahead log was salvaged; what was acknowledged may be missing."));
        }
        else if (StoreFolder.Guard(path, () => WriteAheadLog.FindDamaged(path)) is { } log)
        {
            throw StoreException.Of(StoreErrorCodes.Corrupt, $"{log} is damaged before its end");
        }

        // A newer format may have tables that this program does not know, and RocksDB opens all or none.
        string[] found = isNew ? [TableNames.Default] : RocksDatabase.FamiliesOf(path);
        var unknown = found.Except(TableNames.All, StringComparer.Ordinal).Count() - 1;
        if (unknown > 0 && !found.Contains(TableNames.NameOf(Table.Meta), StringComparer.Ordinal))
        {
            throw StoreException.Of(StoreErrorCodes.Foreign, path);
        }

        var opened = RocksDatabase.Open(path, [.. TableNames.All.Union(found, StringComparer.Ordinal)], options);
        try
        {
            var version = RocksLibrary.RequireVersion(path);
            RequireFormat(opened, unknown > 0);
            return new StoreEngine(opened, version, options.DiskFreeBytesMin);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Applies the batch: all or nothing, and on the disk when this returns.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreErrorCodes.DiskFull"/> before anything was written: try again when there is space. Any other:
    /// it is not known to be on the disk, and the store takes no more writes; after a failed sync the system's view and
    /// the disk's may differ, and only opening again shows which.
    /// </exception>
    public void Write(StoreBatch batch) => Write(batch, sync: true);

    /// <summary>
    /// Applies the batch: all or nothing, on the disk with the next <see cref="Write(StoreBatch)"/> at the latest. A kill of the
    /// process loses none of it, a power cut perhaps the newest: only for what others know too.
    /// </summary>
    /// <exception cref="StoreException">As of <see cref="Write(StoreBatch)"/>.</exception>
    public void WriteSoon(StoreBatch batch) => Write(batch, sync: false);

    private void Write(StoreBatch batch, bool sync)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (failure is { } earlier)
        {
            throw StoreException.Of(StoreErrorCodes.Stopped, earlier.Message, earlier);
        }

        if (batch.Count == 0)
        {
            return;
        }

        if (IsDiskFull)
        {
            throw StoreException.Of(StoreErrorCodes.DiskFull, FolderPath);
        }

        try
        {
            database.Write(batch, sync);
        }
        catch (StoreException exception)
        {
            failure ??= exception;
            throw;
        }
    }

    /// <summary>A copy of the value; null when the key is absent.</summary>
    public byte[]? Get(Table table, ReadOnlySpan<byte> key) => database.Get((int)table, key);

    public bool Contains(Table table, ReadOnlySpan<byte> key) => Get(table, key) is not null;

    /// <summary>Copies of the values, in the keys' order; null where a key is absent.</summary>
    public byte[]?[] MultiGet(Table table, IReadOnlyList<byte[]> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.Count == 0 ? [] : database.MultiGet((int)table, keys);
    }

    /// <summary>
    /// All entries whose key begins with <paramref name="prefix"/>, in key order, as they are when this is called.
    /// Nothing is read ahead: stop whenever you have enough.
    /// </summary>
    public IEnumerable<StoreEntry> Scan(Table table, ReadOnlySpan<byte> prefix, bool backwards = false) =>
        Copy(Iterate(table, prefix, StoreKeys.After(prefix)), backwards);

    /// <summary>All entries with a key in [<paramref name="from"/>, <paramref name="until"/>); empty bounds are open.</summary>
    public IEnumerable<StoreEntry> ScanRange(Table table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> until, bool backwards = false) =>
        Copy(Iterate(table, from, until), backwards);

    /// <summary>
    /// Writes a consistent copy into <paramref name="target"/>, which must not exist; on the same file system it costs
    /// almost no space. The copy is a store of its own that counts as restored (<see cref="IsRestored"/>).
    /// </summary>
    public void Checkpoint(string target)
    {
        target = Path.GetFullPath(target);
        if (Path.Exists(target))
        {
            throw StoreException.Of(StoreErrorCodes.TargetExists, target);
        }

        // Named only when it is whole and carries its marker: a kill half-way leaves no backup, not a bad one.
        var partial = target + ".partial";
        StoreFolder.Guard(target, () =>
        {
            var parent = Path.GetDirectoryName(target) ?? target;
            Directory.CreateDirectory(parent);
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }

            database.Checkpoint(partial);
            StoreFolder.RestrictToOwner(partial);
            RestoreMarker.Write(partial, "This store is a backup, or was restored from one.");
            Directory.Move(partial, target);
            DurableFolder.Sync(parent);
        });
    }

    /// <summary>Followers confirmed that there is no later head: the store is an ordinary one again, for good.</summary>
    public void ConfirmRestore()
    {
        StoreFolder.Guard(FolderPath, () => RestoreMarker.Remove(FolderPath));
        IsRestored = false;
    }

    /// <summary>Writes recent writes from the log into table files. Durability never needs it; backups get smaller by it.</summary>
    public void Flush()
    {
        foreach (var table in Enum.GetValues<Table>())
        {
            database.Flush((int)table);
        }
    }

    /// <summary>Rewrites the table's files and the log, so that nothing that was deleted from it is left in a file.</summary>
    public void Scrub(Table table)
    {
        Flush();
        database.Compact((int)table);
    }

    /// <summary>Sizes for metrics.</summary>
    public StoreSizes Sizes()
    {
        var tables = new Dictionary<Table, TableSize>();
        var buffers = 0L;
        foreach (var table in Enum.GetValues<Table>())
        {
            var family = (int)table;
            tables[table] = new TableSize(
                database.Property(family, "rocksdb.total-sst-files-size"), database.Property(family, "rocksdb.estimate-num-keys"));
            buffers += database.Property(family, "rocksdb.cur-size-all-mem-tables");
        }

        return new StoreSizes(tables, database.CacheBytes, buffers, StoreFolder.SizeBytes(FolderPath), StoreFolder.DiskFreeBytes(FolderPath));
    }

    public void Dispose() => database.Dispose();

    internal RocksIterator Iterate(Table table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> until, bool fillCache = true) =>
        database.Iterate((int)table, from, until, fillCache);

    private static IEnumerable<StoreEntry> Copy(RocksIterator cursor, bool backwards)
    {
        using (cursor)
        {
            while (cursor.MoveNext(backwards))
            {
                yield return new StoreEntry(cursor.Key.ToArray(), cursor.Value.ToArray());
            }
        }
    }

    private static void RequireFormat(RocksDatabase store, bool hasUnknownTables)
    {
        var stored = store.Get((int)Table.Meta, FormatKey);
        if (stored is null && IsEmpty(store))
        {
            WriteFormat(store);
            return;
        }

        if (stored is not { Length: sizeof(uint) })
        {
            throw StoreException.Of(StoreErrorCodes.Foreign, store.Path);
        }

        var format = BinaryPrimitives.ReadUInt32BigEndian(stored);
        if (format > FormatNumber || hasUnknownTables)
        {
            throw StoreException.Of(
                StoreErrorCodes.NewerFormat, $"{store.Path} has format {format}, this program knows up to {FormatNumber}");
        }

        if (format < FormatNumber)
        {
            WriteFormat(store); // a newer format only adds tables, and opening made them
        }
    }

    private static void WriteFormat(RocksDatabase store)
    {
        Span<byte> value = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(value, FormatNumber);
        var batch = new StoreBatch();
        batch.Put(Table.Meta, FormatKey, value);
        store.Write(batch, sync: true);
    }

    /// <summary>New, or made by an opening that was killed before it wrote the format number.</summary>
    private static bool IsEmpty(RocksDatabase store)
    {
        for (var family = 0; family < store.FamilyCount; family++)
        {
            using var cursor = store.Iterate(family, default, default, fillCache: false);
            if (cursor.MoveNext(backwards: false))
            {
                return false;
            }
        }

        return true;
    }
}
