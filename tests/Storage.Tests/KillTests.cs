using System.Diagnostics;
using System.Globalization;
using HospitalChain.Crypto;

namespace HospitalChain.Storage.Tests;

public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int KillsMax = 60;
    private const int KillsMin = 10;
    private const int BlocksUnreachable = 1_000_000;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(7);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Killed_at_any_moment_the_store_opens_at_a_whole_block_and_keeps_every_acknowledged_one()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var clock = Stopwatch.StartNew();
        var acknowledged = 0UL;
        var kills = 0;
        while (kills < KillsMax && (kills < KillsMin || clock.Elapsed < Budget))
        {
            acknowledged = Math.Max(acknowledged, KillAtRandom(random));
            kills++;
            using var engine = StoreEngine.Open(folder.Store);
            var head = StoreChild.CheckedHead(engine);
            Assert.InRange(head, acknowledged, acknowledged + 1);
            acknowledged = head;
        }

        output.WriteLine($"{kills} kills, {acknowledged} blocks, {clock.ElapsedMilliseconds} ms");
        Assert.True(acknowledged > 0, "the child never committed a block");
    }

    [Fact]
    public void Killed_at_any_moment_a_chain_keeps_every_accepted_record_once()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var clock = Stopwatch.StartNew();
        var accepted = new HashSet<Bytes32>();
        var kills = 0;
        var height = 0UL;
        while (kills < KillsMax && (kills < KillsMin || clock.Elapsed < Budget))
        {
            accepted.UnionWith(KillChainAtRandom(random));
            kills++;
            using var engine = StoreEngine.Open(folder.Store);
            height = ChainChild.Check(engine, accepted);
        }

        output.WriteLine($"{kills} kills, {accepted.Count} records accepted, {height} blocks, {clock.ElapsedMilliseconds} ms");
        Assert.True(height > 0, "the child never committed a block");
    }

    private List<Bytes32> KillChainAtRandom(Random random)
    {
        using var child = ChildProcess.StartChain(folder.Store);
        var accepted = new List<Bytes32>();
        for (var i = random.Next(1, 40); i > 0; i--)
        {
            Note(child.StandardOutput.ReadLine() ?? "the child ended by itself");
        }

        Thread.SpinWait(random.Next(200_000));
        child.Kill();
        while (child.StandardOutput.ReadLine() is { } line)
        {
            Note(line);
        }

        child.WaitForExit();
        return accepted;

        void Note(string line) => accepted.Add(Bytes32.TryParse(line, out var id) ? id : throw new InvalidDataException(line));
    }

    /// <summary>Runs the child and kills it while it opens or commits; returns the last block that it acknowledged.</summary>
    private ulong KillAtRandom(Random random)
    {
        using var child = ChildProcess.Start(folder.Store, BlocksUnreachable, random.Next(8, 4000));
        var linesFirst = random.Next(10) == 0 ? 0 : random.Next(1, 40);
        var last = 0UL;
        for (var i = 0; i < linesFirst; i++)
        {
            Note(child.StandardOutput.ReadLine());
        }

        Thread.SpinWait(random.Next(200_000));
        child.Kill();
        while (child.StandardOutput.ReadLine() is { } line)
        {
            Note(line);
        }

        child.WaitForExit();
        return last;

        void Note(string? line)
        {
            if (line != "open")
            {
                last = ulong.Parse(line ?? "the child ended by itself", CultureInfo.InvariantCulture);
            }
        }
    }
}
