using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;

namespace HospitalChain.Node.Accesses;

/// <summary>
/// Brings refused requests onto the chain after they were answered (chain.md §4.7): the first of a reader for a record
/// at once, its repeats of that hour as one. What is owed is on the disk, so a restart still records it.
/// </summary>
public sealed class RefusedAccesses(SigningKey holder, ILedgers ledgers, StoreEngine engine, TimeProvider time)
{
    /// <summary>Records of one reader that are tallied at once; a flood of requests writes no more than this.</summary>
    public const int TalliesPerReaderMax = 50;

    private static readonly ulong HourMillis = (ulong)TimeSpan.FromHours(1).TotalMilliseconds;
    private readonly Lock gate = new();
    private readonly RecordOutbox outbox = new(ledgers, engine);

    private static ReadOnlySpan<byte> TallyPrefix => "access/refused/"u8;

    /// <summary>Counts a refusal of a request whose signature holds.</summary>
    public void Note(AccessRequest request, Refusal refusal)
    {
        var key = KeyOf(request, refusal.Code);
        lock (gate)
        {
            var tally = engine.Get(Table.Node, key) is { } stored ? RefusalTally.Parse(stored) : null;
            if (tally is null && engine.Scan(Table.Node, ReaderPrefix(request)).Take(TalliesPerReaderMax).Count() == TalliesPerReaderMax)
            {
                return;
            }

            tally = tally is null
                ? new RefusalTally(Now(), 1, FirstIsRecorded: false, refusal.Code, request)
                : tally with { Unrecorded = tally.Unrecorded + 1, Latest = request };
            var batch = new StoreBatch();
            batch.Put(Table.Node, key, tally.ToBytes());
            engine.Write(batch);
        }
    }

    /// <summary>Signs what is due, then submits everything the holder signed that is not promised yet.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        SignDue();
        await outbox.SettleAsync(cancellation);
    }

    private void SignDue()
    {
        lock (gate)
        {
            foreach (var entry in engine.Scan(Table.Node, TallyPrefix).ToArray())
            {
                var tally = RefusalTally.Parse(entry.Value.Span);
                var isOver = Now() >= tally.SinceMillis + HourMillis;
                if (tally.FirstIsRecorded && !isOver)
                {
                    continue;
                }

                var batch = new StoreBatch();
                if (tally.Unrecorded > 0)
                {
                    RecordOutbox.Put(batch, RecordOf(tally));
                }

                if (isOver)
                {
                    batch.Delete(Table.Node, entry.Key.Span);
                }
                else
                {
                    batch.Put(Table.Node, entry.Key.Span, (tally with { Unrecorded = 0, FirstIsRecorded = true }).ToBytes());
                }

                engine.Write(batch);
            }
        }
    }

    private Record RecordOf(RefusalTally tally) => Record.Sign(
        tally.Latest.ChainId,
        Now(),
        new Access { Request = tally.Latest, Delivered = false, RefusalCode = tally.Code, Requests = tally.Unrecorded },
        holder);

    private static byte[] ReaderPrefix(AccessRequest request) => [.. TallyPrefix, .. request.ChainId.ToArray(), .. request.Requester.ToArray()];

    private static byte[] KeyOf(AccessRequest request, string code) =>
        [.. ReaderPrefix(request), .. request.RecordId.ToArray(), .. System.Text.Encoding.ASCII.GetBytes(code)];

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
