using System.Buffers.Binary;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Storage.Chains;

/// <summary>
/// Accepted records that no block decided yet, and the promises given for them. What changes joins a batch of the
/// caller's; a record leaves with its block (<see cref="ChainStore.Append(Block, IEnumerable{StateChange})"/>). Thread-safe.
/// </summary>
public sealed class PoolStore
{
    private const int StampBytes = 3 * sizeof(ulong);

    private readonly StoreEngine engine;
    private readonly Bytes32 chainId;
    private long sequence;

    internal PoolStore(StoreEngine engine, Bytes32 chainId)
    {
        this.engine = engine;
        this.chainId = chainId;
        sequence = engine.Scan(Table.Pool, chainId.ToArray()).Select(entry => SequenceOf(entry.Value.Span)).DefaultIfEmpty(0).Max();
    }

    /// <summary>Takes the record in: 'accepted' may be answered, or a promise leave, once the batch is on the disk.</summary>
    /// <param name="batch">What it becomes durable with.</param>
    /// <param name="record">A record whose signature verified.</param>
    /// <param name="receivedMillis">When it was accepted.</param>
    /// <param name="deadlineMillis">Deadline that is promised for it, so that a restart knows; 0 for none.</param>
    public void Accept(StoreBatch batch, Record record, ulong receivedMillis, ulong deadlineMillis)
    {
        var stored = new byte[StampBytes + record.Bytes.Length];
        BinaryPrimitives.WriteInt64BigEndian(stored, Interlocked.Increment(ref sequence));
        BinaryPrimitives.WriteUInt64BigEndian(stored.AsSpan(sizeof(ulong)), receivedMillis);
        BinaryPrimitives.WriteUInt64BigEndian(stored.AsSpan(2 * sizeof(ulong)), deadlineMillis);
        record.Bytes.Span.CopyTo(stored.AsSpan(StampBytes));
        batch.Put(Table.Pool, ChainKeys.Of(chainId, record.Id), stored);
    }

    /// <summary>Keeps the promise, this node's or the supernode's.</summary>
    public void KeepPromise(StoreBatch batch, Promise promise) =>
        batch.Put(Table.Promises, ChainKeys.Of(chainId, promise.RecordId), promise.ToBytes());

    /// <summary>Lets a record go that no block will decide.</summary>
    public void Forget(StoreBatch batch, Bytes32 recordId)
    {
        var key = ChainKeys.Of(chainId, recordId);
        batch.Delete(Table.Pool, key);
        batch.Delete(Table.Promises, key);
    }

    /// <summary>What waits, in the order of acceptance. An accept that was still on its way when its block came is left out.</summary>
    public IReadOnlyList<PooledRecord> Load() =>
    [
        .. engine.Scan(Table.Pool, chainId.ToArray())
            .Where(entry => !engine.Contains(Table.RecordIndex, entry.Key.Span))
            .OrderBy(entry => SequenceOf(entry.Value.Span))
            .Select(entry => Parse(entry.Value.Span)),
    ];

    /// <summary>The promise given for a record that is not decided yet.</summary>
    public Promise? PromiseOf(Bytes32 recordId) =>
        engine.Get(Table.Promises, ChainKeys.Of(chainId, recordId)) is { } bytes ? ParsePromise(bytes) : null;

    /// <summary>Every promise that is not kept yet.</summary>
    public IReadOnlyList<Promise> Promises() =>
    [
        .. engine.Scan(Table.Promises, chainId.ToArray())
            .Where(entry => !engine.Contains(Table.RecordIndex, entry.Key.Span))
            .Select(entry => ParsePromise(entry.Value.Span)),
    ];

    private static long SequenceOf(ReadOnlySpan<byte> stored) => BinaryPrimitives.ReadInt64BigEndian(stored);

    private static StoreException Damaged(string what) => StoreException.Of(StoreErrorCodes.Corrupt, what);

    private static Promise ParsePromise(ReadOnlySpan<byte> bytes) =>
        Promise.Parse(bytes).Value ?? throw Damaged("a stored promise does not parse");

    private static PooledRecord Parse(ReadOnlySpan<byte> stored) => TryParse(stored) ?? throw Damaged("a pooled record does not parse");

    internal static PooledRecord? TryParse(ReadOnlySpan<byte> stored) =>
        stored.Length > StampBytes && Record.Parse(stored[StampBytes..]).Value is { } record
            ? new PooledRecord(
                record,
                BinaryPrimitives.ReadUInt64BigEndian(stored[sizeof(ulong)..]),
                BinaryPrimitives.ReadUInt64BigEndian(stored[(2 * sizeof(ulong))..]))
            : null;
}
