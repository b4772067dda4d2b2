namespace HospitalChain.Storage.Native;

/// <summary>
/// A cursor over a range of one family, as it was when the cursor was made. Stands before the first key until moved.
/// One thread at a time.
/// </summary>
internal sealed unsafe class RocksIterator : IDisposable
{
    private readonly ReadOptionsHandle options = new();
    private readonly IteratorHandle iterator;
    private readonly string path;
    private readonly MemoryHandle bounds;
    private bool started;

    public RocksIterator(
        DatabaseHandle database, FamilyHandle family, string path, ReadOnlySpan<byte> from, ReadOnlySpan<byte> until, bool fillCache)
    {
        this.path = path;
        RocksDb.ReadOptionsSetVerifyChecksums(options, 1);
        RocksDb.ReadOptionsSetFillCache(options, (byte)(fillCache ? 1 : 0));

        // RocksDB keeps pointers to the bounds, not copies.
        bounds = new MemoryHandle(from.Length + until.Length);
        var upper = bounds.Pointer + from.Length;
        from.CopyTo(new Span<byte>(bounds.Pointer, from.Length));
        until.CopyTo(new Span<byte>(upper, until.Length));
        if (from.Length > 0)
        {
            RocksDb.ReadOptionsSetLowerBound(options, bounds.Pointer, (nuint)from.Length);
        }

        if (until.Length > 0)
        {
            RocksDb.ReadOptionsSetUpperBound(options, upper, (nuint)until.Length);
        }

        iterator = new IteratorHandle(database, () => RocksDb.IteratorCreate(database, options, family));
    }

    /// <summary>The current key; valid until the cursor moves.</summary>
    public ReadOnlySpan<byte> Key
    {
        get
        {
            var key = RocksDb.IteratorKey(iterator, out var length);
            return new ReadOnlySpan<byte>(key, checked((int)length));
        }
    }

    /// <summary>The current value; valid until the cursor moves.</summary>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            var value = RocksDb.IteratorValue(iterator, out var length);
            return new ReadOnlySpan<byte>(value, checked((int)length));
        }
    }

    /// <summary>Moves to the next key, or the first; false behind the last.</summary>
    /// <exception cref="StoreException">What was to be read is damaged: never mistaken for the end.</exception>
    public bool MoveNext(bool backwards)
    {
        if (started)
        {
            Step(backwards);
        }
        else
        {
            started = true;
            SeekStart(backwards);
        }

        if (RocksDb.IteratorValid(iterator) != 0)
        {
            return true;
        }

        nint error = 0;
        RocksDb.IteratorError(iterator, ref error);
        RocksErrors.ThrowIf(error, path);
        return false;
    }

    public void Dispose()
    {
        iterator.Dispose();
        options.Dispose();
        bounds.Dispose();
    }

    private void Step(bool backwards)
    {
        if (backwards)
        {
            RocksDb.IteratorPrevious(iterator);
        }
        else
        {
            RocksDb.IteratorNext(iterator);
        }
    }

    private void SeekStart(bool backwards)
    {
        if (backwards)
        {
            RocksDb.IteratorSeekToLast(iterator);
        }
        else
        {
            RocksDb.IteratorSeekToFirst(iterator);
        }
    }
}
