using System.Buffers;
using System.Runtime.InteropServices;

namespace HospitalChain.Storage;

/// <summary>
/// Changes that happen all together or not at all. Holds copies, so callers may reuse their buffers. One thread at a
/// time; may be written more than once.
/// </summary>
public sealed class StoreBatch
{
    private readonly ArrayBufferWriter<byte> bytes = new(1024);
    private readonly List<Step> steps = [];

    internal enum StepKind : byte
    {
        Put,
        Delete,
        DeleteRange,
    }

    /// <summary>Number of changes.</summary>
    public int Count => steps.Count;

    /// <summary>Bytes of all keys and values.</summary>
    public int SizeBytes => bytes.WrittenCount;

    internal ReadOnlySpan<Step> Steps => CollectionsMarshal.AsSpan(steps);

    internal ReadOnlySpan<byte> Bytes => bytes.WrittenSpan;

    public void Put(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Add(StepKind.Put, table, key, value);

    public void Delete(Table table, ReadOnlySpan<byte> key) => Add(StepKind.Delete, table, key, default);

    /// <summary>Deletes every key in [<paramref name="from"/>, <paramref name="until"/>).</summary>
    public void DeleteRange(Table table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> until) =>
        Add(StepKind.DeleteRange, table, from, until);

    /// <summary>Adds the changes of <paramref name="other"/> after these.</summary>
    public void Append(StoreBatch other)
    {
        var shift = bytes.WrittenCount;
        bytes.Write(other.Bytes);
        foreach (var step in other.Steps)
        {
            steps.Add(step with { KeyOffset = step.KeyOffset + shift });
        }
    }

    public void Clear()
    {
        bytes.ResetWrittenCount();
        steps.Clear();
    }

    private void Add(StepKind kind, Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        steps.Add(new Step(kind, table, bytes.WrittenCount, key.Length, value.Length));
        bytes.Write(key);
        bytes.Write(value);
    }

    /// <summary>One change; its value's bytes follow its key's.</summary>
    internal readonly record struct Step(StepKind Kind, Table Table, int KeyOffset, int KeyLength, int ValueLength);
}
