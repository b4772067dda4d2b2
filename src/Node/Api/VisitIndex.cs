using System.Buffers.Binary;
using System.Collections.Concurrent;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;
using HospitalChain.Storage;

namespace HospitalChain.Node.Api;

/// <summary>
/// Which records concern a visit, derived from the blocks. It follows them when it is asked: entries and the height they
/// reach are one batch, so after a kill it goes on where it was and never misses or repeats a block. Thread-safe.
/// </summary>
public sealed class VisitIndex(StoreEngine engine)
{
    private const int EntryFields = 3;
    private const int BlocksPerBatch = 256;
    private readonly ConcurrentDictionary<Bytes32, Lock> gates = new();

    private static ReadOnlySpan<byte> EntryPrefix => "visit-index/record/"u8;

    private static ReadOnlySpan<byte> HeightPrefix => "visit-index/height/"u8;

    /// <summary>A visit's records in the order of the chain, at most <paramref name="max"/> of them, up to the newest block here.</summary>
    public IReadOnlyList<VisitRecord> RecordsOf(ILedger ledger, ReadOnlySpan<byte> pid, int max)
    {
        Follow(ledger);
        return [.. engine.Scan(Table.Node, Prefix(ledger.ChainId, pid)).Take(max).Select(Parse)];
    }

    private void Follow(ILedger ledger)
    {
        var state = ledger.State;
        lock (gates.GetOrAdd(ledger.ChainId, _ => new Lock()))
        {
            var next = HeightOf(ledger.ChainId) + 1;
            while (next <= state.Head.Height)
            {
                var batch = new StoreBatch();
                var last = Math.Min(state.Head.Height, next + BlocksPerBatch - 1);
                for (; next <= last; next++)
                {
                    Add(batch, ledger.ReadBlock(next) ?? throw new InvalidDataException($"block {next} of {ledger.ChainId} is missing"), state);
                }

                batch.Put(Table.Node, HeightKey(ledger.ChainId), Number(last));
                engine.Write(batch);
            }
        }
    }

    private static void Add(StoreBatch batch, Block block, ChainState state)
    {
        for (var index = 0; index < block.Records.Count; index++)
        {
            var record = block.Records[index];
            if (PidOf(record, state.Entries) is { } pid)
            {
                byte[] key = [.. Prefix(record.ChainId, pid.Span), .. Number(block.Header.Height), (byte)index];
                batch.Put(Table.Node, key, new CanonicalWriter().Array(EntryFields).Bytes(record.Id).Text(record.Kind).Bytes(record.Author).ToArray());
            }
        }
    }

    /// <summary>The visit that a record in a block concerns. What the state is asked for never changes once it is there.</summary>
    private static ReadOnlyMemory<byte>? PidOf(Record record, ChainEntries entries) => record.Body switch
    {
        RegisterVisit body => body.Claim.Pid,
        CloseVisit body => body.Pid,
        Diagnosis body => body.Pid,
        TeamOpen body => body.Pid,
        TeamStep body => entries.Team(body.Sid)?.Pid,
        TeamDiagnosis body => body.Pid,
        Grant or Revoke => entries.VisitAuthoredBy(record.Author),
        Access body => entries.Record(body.Request.RecordId) is { Accepted: true, Owner: { IsZero: false } owner } ? entries.VisitAuthoredBy(owner) : null,
        Escrow body => body.Pid,
        EscrowWithdraw body => entries.Escrow(body.EscrowId)?.Pid,
        BreakGlassOpen body => entries.Escrow(body.Terms.EscrowId)?.Pid,
        BreakGlassClose body => entries.BreakGlass(body.OpenId)?.Pid,
        Review body => entries.BreakGlass(body.OpenId)?.Pid,
        _ => null,
    };

    private static VisitRecord Parse(StoreEntry entry)
    {
        var reader = new CanonicalReader(entry.Value.Span);
        reader.Array(EntryFields);
        var (id, kind, author) = (reader.Bytes32(), reader.Text(RecordLimits.KindBytesMax), reader.Bytes32());
        var height = BinaryPrimitives.ReadUInt64BigEndian(entry.Key.Span[^(sizeof(ulong) + 1)..]);
        return reader.Complete ? new VisitRecord(id, kind, author, height) : throw new InvalidDataException("an entry of the visit index does not parse");
    }

    private ulong HeightOf(Bytes32 chainId) =>
        engine.Get(Table.Node, HeightKey(chainId)) is { } bytes ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;

    private static byte[] HeightKey(Bytes32 chainId) => [.. HeightPrefix, .. chainId.ToArray()];

    private static byte[] Prefix(Bytes32 chainId, ReadOnlySpan<byte> pid) =>
        [.. EntryPrefix, .. chainId.ToArray(), .. StateKey.Of(StateKinds.Visit, pid).ToArray()];

    private static byte[] Number(ulong number)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes;
    }
}
