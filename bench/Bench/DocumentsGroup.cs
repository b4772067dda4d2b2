using System.Diagnostics;
using System.Security.Cryptography;
using HospitalChain.Client.Documents;

namespace HospitalChain.Bench;

/// <summary>
/// Documents stored and retrieved end to end through running nodes (Park 2021, Figure 6): signed, sealed, uploaded, promised; then
/// asked for at the proxy and the store under a grant, fetched, opened and verified. Beside it what the disk and AES-GCM alone allow.
/// </summary>
internal static class DocumentsGroup
{
    private const int BlockBytes = 64 << 10;
    private const int TagBytes = 16;

    private static readonly (string Name, long Bytes, int Rounds)[] Sizes =
    [
        ("128 kB", 128 << 10, 8), ("1 MB", 1 << 20, 8), ("8 MB", 8 << 20, 6), ("64 MB", 64 << 20, 5), ("1 GB", 1L << 30, 2),
    ];

    public static IReadOnlyList<BenchRow> Measure() => MeasureAsync().GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<BenchRow>> MeasureAsync()
    {
        var rows = new List<BenchRow>();
        await using var scene = await DocumentsScene.StartAsync();
        await RunAsync(scene, "warm-up", 1 << 20); // code is compiled, connections stand
        foreach (var (name, bytes, rounds) in Sizes)
        {
            var runs = new List<Run>();
            for (var round = 0; round < rounds; round++)
            {
                runs.Add(await RunAsync(scene, $"{bytes}-{round}", bytes));
            }

            rows.AddRange(RowsOf(name, bytes, runs));
        }

        return rows;
    }

    private static IEnumerable<BenchRow> RowsOf(string name, long bytes, List<Run> runs)
    {
        const string hashedMeaning = "the same and once through SHA-256, which names the content";
        const string meaning = "once to the disk, synced, and once through AES-GCM, one after the other";
        var megabytes = bytes / (double)(1 << 20);
        var (storing, retrieving) = (runs.MinBy(run => run.Store.Total)!.Store, runs.MinBy(run => run.Retrieve.Total)!.Retrieve);
        var (store, retrieve, alone, hashed) = (storing.Total, retrieving.Total, runs.Min(run => run.Alone), runs.Min(run => run.Alone + run.Hashing));
        var isLarge = bytes >= 64 << 20;
        yield return new BenchRow($"documents store {name}", store.TotalMilliseconds, "ms", isLarge && bytes < 1 << 30 ? 1_000 : null, isLarge && bytes < 1 << 30 ? "the paper's second" : string.Empty)
            { AtMost = isLarge && bytes < 1 << 30 ? 1 : null };
        yield return new BenchRow($"documents store {name}", megabytes / store.TotalSeconds, "MB/s", megabytes / alone.TotalSeconds, meaning) { AtLeast = isLarge ? 0.5 : null };
        yield return new BenchRow($"documents retrieve {name}", retrieve.TotalMilliseconds, "ms", isLarge && bytes < 1 << 30 ? 1_000 : null, isLarge && bytes < 1 << 30 ? "the paper's second" : string.Empty)
            { AtMost = isLarge && bytes < 1 << 30 ? 1 : null };
        yield return new BenchRow($"documents retrieve {name}", megabytes / retrieve.TotalSeconds, "MB/s", megabytes / alone.TotalSeconds, meaning) { AtLeast = isLarge ? 0.5 : null };
        yield return new BenchRow($"documents store {name}, hashed", megabytes / store.TotalSeconds, "MB/s", megabytes / hashed.TotalSeconds, hashedMeaning);
        yield return new BenchRow($"documents retrieve {name}, hashed", megabytes / retrieve.TotalSeconds, "MB/s", megabytes / hashed.TotalSeconds, hashedMeaning);
        yield return new BenchRow($"documents store {name}: signed and sealed", storing.Before.TotalMilliseconds, "ms");
        yield return new BenchRow($"documents store {name}: sent", storing.Moving.TotalMilliseconds, "ms");
        yield return new BenchRow($"documents store {name}: synced, receipt, promise", storing.After.TotalMilliseconds, "ms");
        yield return new BenchRow($"documents retrieve {name}: two promised accesses, proofs", retrieving.Before.TotalMilliseconds, "ms");
        yield return new BenchRow($"documents retrieve {name}: fetched", retrieving.Moving.TotalMilliseconds, "ms");
        yield return new BenchRow($"documents retrieve {name}: opened, verified", retrieving.After.TotalMilliseconds, "ms");
        yield return new BenchRow($"documents store {name}: processor, client and store", runs.Min(run => run.StoreProcessor).TotalMilliseconds, "ms");
        yield return new BenchRow($"documents retrieve {name}: processor, client and store", runs.Min(run => run.RetrieveProcessor).TotalMilliseconds, "ms");
        yield return new BenchRow($"documents client's memory {name}", runs.Max(run => run.ClientBytes) / (double)(1 << 20), "MB");
        yield return new BenchRow($"documents store's memory {name}", runs.Max(run => run.CloudBytes) / (double)(1 << 20), "MB");
    }

    private static async Task<Run> RunAsync(DocumentsScene scene, string name, long bytes)
    {
        var (plain, opened, key) = (scene.FileFor(name), scene.FileFor(name + ".opened"), RandomNumberGenerator.GetBytes(32));
        await WriteAsync(plain, bytes);
        var alone = await AloneAsync(plain, scene.FileFor(name + ".alone"), key);
        var hashing = await HashingAsync(plain);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        DocumentsScene.ForgetOwnPeak();
        scene.ForgetPeak();
        var (storing, processor) = (new Laps(), ProcessorOf(scene));
        var writer = new DocumentWriter(scene.Author.Session, storing);
        var draft = await writer.BeginAsync(plain, new DocumentTerms(scene.ChainId, scene.Shared.FolderId, "application/dicom", [], TimeSpan.FromDays(1)), CancellationToken.None);
        var status = await writer.FinishAsync(draft, TimeSpan.Zero, CancellationToken.None);
        var store = storing.End();
        var storeProcessor = ProcessorOf(scene) - processor;
        await scene.InBlockAsync(status.RecordId);
        var retrieving = new Laps();
        processor = ProcessorOf(scene);
        await new DocumentReader(scene.Reader.Session, retrieving).FetchAsync(scene.ChainId, status.RecordId, scene.GrantId, opened, CancellationToken.None);
        var retrieve = retrieving.End();
        var retrieveProcessor = ProcessorOf(scene) - processor;
        if (new FileInfo(opened).Length != bytes)
        {
            throw new InvalidOperationException("what was opened is not what was stored");
        }

        var run = new Run(store, retrieve, storeProcessor, retrieveProcessor, alone, hashing, DocumentsScene.OwnPeakBytes, scene.CloudPeakBytes);
        File.Delete(plain);
        File.Delete(opened);
        return run;
    }

    private static async Task WriteAsync(string path, long bytes)
    {
        await using var file = File.Create(path);
        var block = RandomNumberGenerator.GetBytes((int)Math.Min(bytes, 1 << 20));
        for (var left = bytes; left > 0; left -= block.Length)
        {
            RandomNumberGenerator.Fill(block.AsSpan(0, 16)); // no two documents are alike
            await file.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
        }
    }

    /// <summary>Reads, encrypts and writes the same bytes, block by block, and syncs them: what nobody who stores them sealed is spared.</summary>
    private static async Task<TimeSpan> AloneAsync(string plain, string target, byte[] key)
    {
        var start = Stopwatch.GetTimestamp();
        using (var aes = new AesGcm(key, TagBytes))
        {
            await using var source = new FileStream(plain, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            await using var file = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            var (block, stored, nonce) = (new byte[16 * BlockBytes], new byte[16 * (BlockBytes + TagBytes)], new byte[12]);
            int read;
            while ((read = await source.ReadAsync(block)) > 0)
            {
                var written = 0;
                for (var at = 0; at < read; at += BlockBytes)
                {
                    var size = Math.Min(BlockBytes, read - at);
                    BitConverter.TryWriteBytes(nonce, source.Position + at);
                    aes.Encrypt(nonce, block.AsSpan(at, size), stored.AsSpan(written, size), stored.AsSpan(written + size, TagBytes));
                    written += size + TagBytes;
                }

                await file.WriteAsync(stored.AsMemory(0, written));
            }

            file.Flush(flushToDisk: true);
        }

        var took = Stopwatch.GetElapsedTime(start);
        File.Delete(target);
        return took;
    }

    private static async Task<TimeSpan> HashingAsync(string plain)
    {
        var start = Stopwatch.GetTimestamp();
        await using var source = new FileStream(plain, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        await SHA256.HashDataAsync(source);
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan ProcessorOf(DocumentsScene scene) => Environment.CpuUsage.TotalTime + scene.CloudProcessor;

    private sealed record Run(Lap Store, Lap Retrieve, TimeSpan StoreProcessor, TimeSpan RetrieveProcessor, TimeSpan Alone, TimeSpan Hashing, long ClientBytes, long CloudBytes);

    /// <summary>Until the first bytes moved between client and store, until the last did, and until all was done.</summary>
    private sealed record Lap(TimeSpan Before, TimeSpan Moving, TimeSpan After)
    {
        public TimeSpan Total => Before + Moving + After;
    }

    /// <summary>Notes when the transfer began and when it ended.</summary>
    private sealed class Laps : IProgress<double>
    {
        private readonly long start = Stopwatch.GetTimestamp();
        private long first;
        private long last;

        public void Report(double value)
        {
            last = Stopwatch.GetTimestamp();
            first = first == 0 ? last : first;
        }

        public Lap End() => new(Stopwatch.GetElapsedTime(start, first), Stopwatch.GetElapsedTime(first, last), Stopwatch.GetElapsedTime(last));
    }
}
