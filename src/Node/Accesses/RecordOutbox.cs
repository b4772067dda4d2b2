using HospitalChain.Consensus;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;

namespace HospitalChain.Node.Accesses;

/// <summary>Records that a proxy or store signed and their chains have not accepted yet, on the disk, so that a restart still sends them.</summary>
public sealed class RecordOutbox(ILedgers ledgers, StoreEngine engine)
{
    private static ReadOnlySpan<byte> Prefix => "access/outbox/"u8;

    /// <summary>Owes the record to its chain, once the batch is written.</summary>
    public static void Put(StoreBatch batch, Record record) =>
        batch.Put(Table.Node, [.. Prefix, .. record.Id.ToArray()], record.Bytes.Span);

    /// <summary>Submits what waits; what its chain accepted or refused for good is owed no longer.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        foreach (var entry in engine.Scan(Table.Node, Prefix).ToArray())
        {
            var record = Record.Parse(entry.Value.Span).OrThrow();
            var submission = ledgers.Find(record.ChainId) is { } ledger
                ? await ledger.SubmitForPromiseAsync(record, TimeSpan.Zero, cancellation)
                : null;
            if (submission is not null && !MustTryAgain(submission.Answer))
            {
                var batch = new StoreBatch();
                batch.Delete(Table.Node, entry.Key.Span);
                engine.Write(batch);
            }
        }
    }

    /// <summary>Accepted is durable: from there on the chain's own pool sees to it.</summary>
    private static bool MustTryAgain(SubmissionAnswer answer) =>
        answer is { Status: SubmissionStatus.Rejected, Refusal.Reason.Kind: RefusalKind.NotReady or RefusalKind.RateLimited };
}
