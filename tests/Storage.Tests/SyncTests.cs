using System.Text.RegularExpressions;

namespace HospitalChain.Storage.Tests;

public sealed class SyncTests : IDisposable
{
    private const int Blocks = 50;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// A kill does not show a missing sync, since the system's page cache survives it. By hand:
    /// <c>strace -f -e trace=fdatasync,fsync</c> before the node.
    /// </summary>
    [Fact]
    public void Every_batch_is_synced_once()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not installed");
        var idle = CountLogSyncs("idle", blocks: 0);
        var busy = CountLogSyncs("busy", Blocks);
        Assert.Equal(Blocks, busy - idle);
    }

    private int CountLogSyncs(string name, int blocks)
    {
        var trace = folder.Child(name + ".trace");
        using var child = ChildProcess.Start(
            folder.Child(name), blocks, 100, 0, "strace", "-f", "-y", "-e", "trace=fdatasync,fsync", "-o", trace);
        child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.Equal(0, child.ExitCode);
        return File.ReadLines(trace).Count(line => Regex.IsMatch(line, @"f(?:data)?sync\(\d+<[^>]*\.log>", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }
}
