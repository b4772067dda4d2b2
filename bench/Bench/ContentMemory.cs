using System.IO.Pipelines;
using HospitalChain.Crypto;

namespace HospitalChain.Bench;

/// <summary>
/// The most memory that the process has at any moment while it streams a gigabyte, above what it had before. Runs before
/// anything else, so that no memory freed earlier hides what streaming takes.
/// </summary>
internal static class ContentMemory
{
    private const double BoundMegabytes = 64;
    private const long ContentBytes = 1L << 30;

    public static IReadOnlyList<BenchRow> Measure()
    {
        var key = ContentEncryption.NewKey();
        var sealing = PeakMegabytes(() => SealAsync(key, Stream.Null));
        var both = PeakMegabytes(() => SealAndOpenAsync(key));
        return
        [
            Row("content memory above idle, seal 1 GB", sealing),
            Row("content memory above idle, seal and open 1 GB at once", both),
        ];
    }

    private static BenchRow Row(string name, double megabytes) => new(name, megabytes, "MB", BoundMegabytes, "the bound") { AtMost = 1 };

    private static Task SealAsync(byte[] key, Stream target) =>
        ContentEncryption.SealAsync(new GeneratedStream(ContentBytes), target, key);

    /// <summary>The ciphertext goes straight from the one to the other.</summary>
    private static async Task SealAndOpenAsync(byte[] key)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
        var opening = ContentEncryption.OpenAsync(pipe.Reader.AsStream(), Stream.Null, key);
        await SealAsync(key, pipe.Writer.AsStream());
        await pipe.Writer.CompleteAsync();
        var opened = await opening;
        if (opened?.PlainBytes != ContentBytes)
        {
            throw new InvalidOperationException("sealed content was refused");
        }
    }

    private static double PeakMegabytes(Func<Task> work)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var idle = Environment.WorkingSet;
        using var watch = new PeakWatch();
        work().GetAwaiter().GetResult();
        return (watch.Stop() - idle) / (double)(1 << 20);
    }

    /// <summary>Looks at the process's resident memory every few milliseconds.</summary>
    private sealed class PeakWatch : IDisposable
    {
        private readonly Timer timer;
        private long peak;

        public PeakWatch() => timer = new Timer(_ => Look(), null, 0, 2);

        public long Stop()
        {
            Look();
            return Interlocked.Read(ref peak);
        }

        public void Dispose() => timer.Dispose();

        private void Look()
        {
            var now = Environment.WorkingSet;
            var known = Interlocked.Read(ref peak);
            while (now > known)
            {
                known = Interlocked.CompareExchange(ref peak, now, known) is var seen && seen == known ? now : seen;
            }
        }
    }
}
