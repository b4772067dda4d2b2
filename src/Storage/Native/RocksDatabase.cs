using System.Runtime.InteropServices;

namespace HospitalChain.Storage.Native;

/// <summary>An open database over spans: the only door from the engine to RocksDB. Thread-safe.</summary>
internal sealed unsafe class RocksDatabase : IDisposable
{
    private const byte RewriteBottommost = 2;

    private readonly DatabaseHandle database;
    private readonly FamilyHandle[] families;
    private readonly CacheHandle cache;
    private readonly ReadOptionsHandle readOptions = new();
    private readonly WriteOptionsHandle syncedWrites = new();
    private readonly WriteOptionsHandle loggedWrites = new();
    private readonly FlushOptionsHandle flushOptions = new();

    private RocksDatabase(string path, DatabaseHandle database, FamilyHandle[] families, CacheHandle cache)
    {
        Path = path;
        this.database = database;
        this.families = families;
        this.cache = cache;
        RocksDb.ReadOptionsSetVerifyChecksums(readOptions, 1);
        RocksDb.WriteOptionsSetSync(syncedWrites, 1);
    }

    public string Path { get; }

    public int FamilyCount => families.Length;

    /// <summary>Opens with exactly these families, in this order; missing ones are created.</summary>
    public static RocksDatabase Open(string path, IReadOnlyList<string> names, StoreOptions options)
    {
        var blockCache = new CacheHandle(options.BlockCacheBytes);
        try
        {
            using var native = RocksOptions.Create(options, blockCache);
            var opened = new nint[names.Count];
            var handle = new DatabaseHandle(() => OpenNative(path, names, native, opened));
            return new RocksDatabase(path, handle, Array.ConvertAll(opened, family => new FamilyHandle(handle, family)), blockCache);
        }
        catch
        {
            blockCache.Dispose();
            throw;
        }
    }

    /// <summary>The column families of the database in <paramref name="path"/>.</summary>
    public static string[] FamiliesOf(string path)
    {
        using var options = new OptionsHandle();
        nint error = 0;
        var names = RocksDb.ListFamilies(options, path, out var count, ref error);
        RocksErrors.ThrowIf(error, path);
        var result = new string[(int)count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Marshal.PtrToStringUTF8(names[i]) ?? string.Empty;
        }

        RocksDb.ListFamiliesDestroy(names, count);
        return result;
    }

    /// <summary>A copy of the value, or null.</summary>
    public byte[]? Get(int family, ReadOnlySpan<byte> key)
    {
        nint error = 0;
        nint slice;
        fixed (byte* keyPointer = &MemoryMarshal.GetReference(key))
        {
            slice = RocksDb.Get(database, readOptions, families[family], keyPointer, (nuint)key.Length, ref error);
        }

        RocksErrors.ThrowIf(error, Path);
        return TakeSlice(slice);
    }

    /// <summary>Copies of the values in the order of the keys; null where there is none.</summary>
    public byte[]?[] MultiGet(int family, IReadOnlyList<byte[]> keys)
    {
        var count = keys.Count;
        var pins = new GCHandle[count];
        var pointers = new nint[count];
        var lengths = new nuint[count];
        var slices = new nint[count];
        var errors = new nint[count];
        try
        {
            for (var i = 0; i < count; i++)
            {
                pins[i] = GCHandle.Alloc(keys[i], GCHandleType.Pinned);
                pointers[i] = pins[i].AddrOfPinnedObject();
                lengths[i] = (nuint)keys[i].Length;
            }

            fixed (nint* keyPointers = pointers, slicePointers = slices, errorPointers = errors)
            fixed (nuint* lengthPointers = lengths)
            {
                RocksDb.MultiGet(
                    database, readOptions, families[family], (nuint)count, (byte**)keyPointers, lengthPointers, slicePointers, errorPointers, 0);
            }
        }
        finally
        {
            Array.ForEach(pins, pin => { if (pin.IsAllocated) { pin.Free(); } });
        }

        var values = Array.ConvertAll(slices, TakeSlice);
        var texts = Array.ConvertAll(errors, RocksErrors.Take); // frees all before the first one is thrown
        return Array.Find(texts, text => text is not null) is { } text ? throw RocksErrors.From(text, Path) : values;
    }

    /// <summary>A cursor over the keys in [<paramref name="from"/>, <paramref name="until"/>), as they are now.</summary>
    public RocksIterator Iterate(int family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> until, bool fillCache) =>
        new(database, families[family], Path, from, until, fillCache);

    /// <summary>Applies all of it or nothing, and returns when it is on the disk; without <paramref name="sync"/>, in the system's hands.</summary>
    public void Write(StoreBatch batch, bool sync)
    {
        using var native = new BatchHandle();
        foreach (var step in batch.Steps)
        {
            Add(native, step, batch.Bytes);
        }

        nint error = 0;
        RocksDb.Write(database, sync ? syncedWrites : loggedWrites, native, ref error);
        RocksErrors.ThrowIf(error, Path);
    }

    public void Flush(int family)
    {
        nint error = 0;
        RocksDb.Flush(database, flushOptions, families[family], ref error);
        RocksErrors.ThrowIf(error, Path);
    }

    /// <summary>Rewrites every file of the family, the lowest level too.</summary>
    public void Compact(int family)
    {
        using var options = new CompactOptionsHandle();
        RocksDb.CompactOptionsSetBottommostLevel(options, RewriteBottommost);
        RocksDb.Compact(database, families[family], options, null, 0, null, 0);
    }

    public void Checkpoint(string target)
    {
        using var checkpoint = new CheckpointHandle(database, () =>
        {
            nint creation = 0;
            var value = RocksDb.CheckpointCreate(database, ref creation);
            RocksErrors.ThrowIf(creation, Path);
            return value;
        });
        nint error = 0;
        RocksDb.CheckpointWrite(checkpoint, target, 0, ref error);
        RocksErrors.ThrowIf(error, target);
    }

    /// <summary>One of RocksDB's integer properties; 0 when it has none of that name.</summary>
    public long Property(int family, string name) =>
        RocksDb.PropertyInt(database, families[family], name, out var value) == 0 ? (long)value : 0;

    public long CacheBytes => (long)RocksDb.CacheUsage(cache);

    public void Dispose()
    {
        Array.ForEach(families, family => family.Dispose());
        database.Dispose();
        readOptions.Dispose();
        syncedWrites.Dispose();
        loggedWrites.Dispose();
        flushOptions.Dispose();
        cache.Dispose();
    }

    private static nint OpenNative(string path, IReadOnlyList<string> names, OptionsHandle options, nint[] opened)
    {
        var nameBytes = new nint[names.Count];
        var familyOptions = new nint[names.Count];
        var leased = false;
        try
        {
            options.DangerousAddRef(ref leased);
            for (var i = 0; i < names.Count; i++)
            {
                nameBytes[i] = Marshal.StringToCoTaskMemUTF8(names[i]);
                familyOptions[i] = options.DangerousGetHandle();
            }

            nint error = 0;
            fixed (nint* namePointers = nameBytes, optionPointers = familyOptions, familyPointers = opened)
            {
                var value = RocksDb.Open(options, path, names.Count, namePointers, optionPointers, familyPointers, ref error);
                RocksErrors.ThrowIf(error, path);
                return value;
            }
        }
        finally
        {
            Array.ForEach(nameBytes, Marshal.FreeCoTaskMem);
            if (leased)
            {
                options.DangerousRelease();
            }
        }
    }

    private static byte[]? TakeSlice(nint slice)
    {
        if (slice == 0)
        {
            return null;
        }

        var value = RocksDb.SliceValue(slice, out var length);
        var copy = new ReadOnlySpan<byte>(value, checked((int)length)).ToArray();
        RocksDb.SliceDestroy(slice);
        return copy;
    }

    private void Add(BatchHandle native, StoreBatch.Step step, ReadOnlySpan<byte> bytes)
    {
        var key = bytes.Slice(step.KeyOffset, step.KeyLength);
        var value = bytes.Slice(step.KeyOffset + step.KeyLength, step.ValueLength);
        var family = families[(int)step.Table];
        fixed (byte* keyPointer = &MemoryMarshal.GetReference(key), valuePointer = &MemoryMarshal.GetReference(value))
        {
            switch (step.Kind)
            {
                case StoreBatch.StepKind.Put:
                    RocksDb.BatchPut(native, family, keyPointer, (nuint)key.Length, valuePointer, (nuint)value.Length);
                    break;
                case StoreBatch.StepKind.Delete:
                    RocksDb.BatchDelete(native, family, keyPointer, (nuint)key.Length);
                    break;
                default:
                    RocksDb.BatchDeleteRange(native, family, keyPointer, (nuint)key.Length, valuePointer, (nuint)value.Length);
                    break;
            }
        }
    }
}
