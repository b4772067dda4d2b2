using System.Runtime.InteropServices;

namespace HospitalChain.Storage.Native;

/// <summary>
/// Owns one native object. A child leases its parent before it is made, so the parent is freed only after the last
/// child, in whatever order they are disposed or finalized.
/// </summary>
internal abstract class RocksHandle : SafeHandle
{
    private readonly RocksHandle? parent;

    /// <param name="parent">What must outlive this object, or null.</param>
    /// <param name="create">Makes the native object; may throw.</param>
    protected RocksHandle(RocksHandle? parent, Func<nint> create)
        : base(0, ownsHandle: true)
    {
        var leased = false;
        try
        {
            parent?.DangerousAddRef(ref leased);
            SetHandle(create());
            this.parent = parent;
        }
        catch
        {
            if (leased)
            {
                parent!.DangerousRelease();
            }

            throw;
        }
    }

    public sealed override bool IsInvalid => handle == 0;

    protected sealed override bool ReleaseHandle()
    {
        Free(handle);
        parent?.DangerousRelease();
        return true;
    }

    protected abstract void Free(nint value);
}

internal sealed class OptionsHandle() : RocksHandle(null, RocksDb.OptionsCreate)
{
    protected override void Free(nint value) => RocksDb.OptionsDestroy(value);
}

internal sealed class TableOptionsHandle() : RocksHandle(null, RocksDb.TableOptionsCreate)
{
    protected override void Free(nint value) => RocksDb.TableOptionsDestroy(value);
}

internal sealed class CacheHandle(long bytes) : RocksHandle(null, () => RocksDb.CacheCreate((nuint)bytes))
{
    protected override void Free(nint value) => RocksDb.CacheDestroy(value);
}

internal sealed class DatabaseHandle(Func<nint> open) : RocksHandle(null, open)
{
    protected override void Free(nint value) => RocksDb.Close(value);
}

internal sealed class FamilyHandle(DatabaseHandle database, nint family) : RocksHandle(database, () => family)
{
    protected override void Free(nint value) => RocksDb.FamilyDestroy(value);
}

internal sealed class ReadOptionsHandle() : RocksHandle(null, RocksDb.ReadOptionsCreate)
{
    protected override void Free(nint value) => RocksDb.ReadOptionsDestroy(value);
}

internal sealed class WriteOptionsHandle() : RocksHandle(null, RocksDb.WriteOptionsCreate)
{
    protected override void Free(nint value) => RocksDb.WriteOptionsDestroy(value);
}

internal sealed class FlushOptionsHandle() : RocksHandle(null, RocksDb.FlushOptionsCreate)
{
    protected override void Free(nint value) => RocksDb.FlushOptionsDestroy(value);
}

internal sealed class CompactOptionsHandle() : RocksHandle(null, RocksDb.CompactOptionsCreate)
{
    protected override void Free(nint value) => RocksDb.CompactOptionsDestroy(value);
}

internal sealed class BatchHandle() : RocksHandle(null, RocksDb.BatchCreate)
{
    protected override void Free(nint value) => RocksDb.BatchDestroy(value);
}

internal sealed class IteratorHandle(DatabaseHandle database, Func<nint> create) : RocksHandle(database, create)
{
    protected override void Free(nint value) => RocksDb.IteratorDestroy(value);
}

internal sealed class CheckpointHandle(DatabaseHandle database, Func<nint> create) : RocksHandle(database, create)
{
    protected override void Free(nint value) => RocksDb.CheckpointDestroy(value);
}

/// <summary>Memory of the library's kind, for bounds that it keeps pointers to.</summary>
internal sealed unsafe class MemoryHandle(int bytes) : RocksHandle(null, () => (nint)NativeMemory.Alloc((nuint)bytes + 1))
{
    public byte* Pointer => (byte*)handle;

    protected override void Free(nint value) => NativeMemory.Free((void*)value);
}
