using System.Diagnostics;
using System.Globalization;

namespace HospitalChain.Storage.Tests;

public sealed class FullDiskTests : IDisposable
{
    private const int BlocksUnreachable = 1_000_000;
    private const int ValueBytes = 1000;
    private const long ReserveBytes = 4 << 20;
    private readonly TemporaryFolder folder = new();
    private readonly string disk;

    public FullDiskTests()
    {
        disk = folder.Child("disk");
        Directory.CreateDirectory(disk);
        Run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk);
    }

    public void Dispose()
    {
        Run("umount", disk);
        folder.Dispose();
    }

    [Fact]
    public void Where_too_little_space_is_left_writes_are_refused_and_reads_go_on()
    {
        using (var engine = StoreEngine.Open(folder.Store))
        {
            engine.Put(Table.State, "a", "1");
        }

        var wanting = new StoreOptions { DiskFreeBytesMin = new DriveInfo(folder.Root).AvailableFreeSpace * 2 };
        using var full = StoreEngine.Open(folder.Store, wanting);
        Assert.True(full.IsDiskFull);
        var refusal = Assert.Throws<StoreException>(() => full.Put(Table.State, "b", "2"));
        Assert.Equal(StoreErrorCodes.DiskFull, refusal.Code);
        Assert.Equal(["a"], full.Scan(Table.State, default).Keys());
    }

    [Fact]
    public void A_full_disk_is_reported_leaves_whole_blocks_and_writing_goes_on_after_space_is_made()
    {
        RequireDisk();
        var store = Path.Combine(disk, "store");
        using var child = ChildProcess.Start(store, BlocksUnreachable, ValueBytes, ReserveBytes);
        var lines = Lines(child);
        Assert.Equal(StoreErrorCodes.DiskFull, lines[^1]);
        var options = new StoreOptions { DiskFreeBytesMin = ReserveBytes };
        using var engine = StoreEngine.Open(store, options);
        Assert.Equal(Acknowledged(lines[^2]), StoreChild.CheckedHead(engine));
        Assert.Throws<StoreException>(() => Fill(engine));
        Assert.True(Run("mount", "-o", "remount,size=64m", disk), "remount");
        engine.Put(Table.Grants, "a", "1");
        Assert.Null(engine.Failure);
    }

    [Fact]
    public void A_disk_that_fills_under_the_library_leaves_whole_blocks()
    {
        RequireDisk();
        var store = Path.Combine(disk, "store");
        using var child = ChildProcess.Start(store, BlocksUnreachable, ValueBytes);
        var lines = Lines(child);
        Assert.NotEqual(0, child.ExitCode); // a typed error, or an assertion of the library's
        Assert.True(Run("mount", "-o", "remount,size=64m", disk), "remount");
        var acknowledged = Acknowledged(lines.Last(line => char.IsAsciiDigit(line[0])));
        using var engine = StoreEngine.Open(store, new StoreOptions { DiskFreeBytesMin = 0 });
        Assert.InRange(StoreChild.CheckedHead(engine), acknowledged, acknowledged + 1);
    }

    private static void Fill(StoreEngine engine)
    {
        for (var i = 0; i < ReserveBytes / ValueBytes; i++)
        {
            engine.Put(Table.Grants, "filler", new string('x', ValueBytes));
        }
    }

    private static ulong Acknowledged(string line) => ulong.Parse(line, CultureInfo.InvariantCulture);

    private static string[] Lines(Process child)
    {
        var lines = child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        child.WaitForExit();
        Assert.True(lines.Length > 2, string.Join(' ', lines));
        return lines;
    }

    private void RequireDisk() =>
        Assert.SkipUnless(new DriveInfo(disk).TotalSize <= 12 << 20, "mounting a small disk needs root");

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
