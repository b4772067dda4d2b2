namespace HospitalChain.Storage.Tests;

public sealed class DamageTests(ITestOutputHelper output) : IDisposable
{
    private const int Entries = 400;
    private const int ValueBytes = 300;
    private const int Flips = 60;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_flipped_byte_in_a_table_file_is_found_or_changes_nothing()
    {
        WriteEntries(flush: true);
        var file = Directory.EnumerateFiles(folder.Store, "*.sst").MaxBy(path => new FileInfo(path).Length)!;
        var found = FlipEach(file, Offsets(file));
        Assert.True(found >= Flips * 9 / 10, $"{found} of {Flips} found");
    }

    [Fact]
    public void A_flipped_byte_in_the_log_is_found()
    {
        WriteEntries(flush: false);
        var file = Directory.EnumerateFiles(folder.Store, "*.log").MaxBy(path => new FileInfo(path).Length)!;
        var found = FlipEach(file, Offsets(file));
        Assert.Equal(Flips, found);
    }

    [Fact]
    public void A_missing_table_file_is_found_at_opening()
    {
        WriteEntries(flush: true);
        foreach (var file in Directory.EnumerateFiles(folder.Store, "*.sst"))
        {
            File.Delete(file);
        }

        Assert.Equal(StoreErrorCodes.Corrupt, EngineTests.Refusal(() => StoreEngine.Open(folder.Store)));
    }

    [Fact]
    public void A_salvaged_log_keeps_what_stands_before_the_damage_and_counts_as_restored()
    {
        WriteEntries(flush: false);
        var file = Directory.EnumerateFiles(folder.Store, "*.log").MaxBy(path => new FileInfo(path).Length)!;
        Flip(file, new FileInfo(file).Length / 2);
        Assert.Equal(StoreErrorCodes.Corrupt, EngineTests.Refusal(() => StoreEngine.Open(folder.Store)));
        using (var salvaged = StoreEngine.Open(folder.Store, new StoreOptions { SalvageLog = true }))
        {
            Assert.True(salvaged.IsRestored);
            Assert.InRange(ReadAll(salvaged), 1, Entries - 1);
        }

        using var later = StoreEngine.Open(folder.Store);
        Assert.True(later.IsRestored);
    }

    /// <summary>Flips one byte at each offset on a fresh copy; returns how often that was refused as damage.</summary>
    private int FlipEach(string file, long[] offsets)
    {
        var found = 0;
        foreach (var offset in offsets)
        {
            var copy = folder.Child("copy");
            Copy(folder.Store, copy);
            Flip(Path.Combine(copy, Path.GetFileName(file)), offset);
            try
            {
                using var engine = StoreEngine.Open(copy);
                Assert.Equal(Entries, ReadAll(engine));
            }
            catch (StoreException exception)
            {
                Assert.Equal(StoreErrorCodes.Corrupt, exception.Code);
                found++;
            }

            Directory.Delete(copy, recursive: true);
        }

        return found;
    }

    private long[] Offsets(string file)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Flips).Select(_ => random.NextInt64(new FileInfo(file).Length))];
    }

    /// <summary>How many entries there are, all of them checked.</summary>
    private static int ReadAll(StoreEngine engine)
    {
        var count = 0;
        foreach (var entry in engine.Scan(Table.State, default))
        {
            Assert.Equal((ulong)count, Numbered.Of(entry.Key.Span));
            Assert.Equal(Value(count), entry.Value.ToArray());
            count++;
        }

        return count;
    }

    private void WriteEntries(bool flush)
    {
        using var engine = StoreEngine.Open(folder.Store);
        for (var i = 0; i < Entries; i++)
        {
            var batch = new StoreBatch();
            batch.Put(Table.State, Numbered.Key((ulong)i), Value(i));
            engine.Write(batch);
        }

        if (flush)
        {
            engine.Flush();
        }
    }

    private static byte[] Value(int number)
    {
        var value = new byte[ValueBytes];
        new Random(number).NextBytes(value);
        return value;
    }

    private static void Flip(string file, long offset)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = offset;
        var value = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(value ^ 0x40));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
