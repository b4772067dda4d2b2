namespace HospitalChain.Storage.Tests;

public sealed class DamageTests(ITestOutputHelper output) : IDisposable
{
    private const int Entries = 400;
    private const int EntriesFew = 12;
    private const int ValueBytes = 300;
    private const int Flips = 60;

    /// <summary>A flip in the log's last record can look like a torn end.</summary>
    private const int LastRecordBytesMax = ValueBytes + 64;
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
        var file = LogFile();
        var found = FlipEach(file, Offsets(file, spared: LastRecordBytesMax));
        Assert.Equal(Flips, found);
    }

    [Fact]
    public void A_flipped_bit_in_any_header_of_the_log_but_the_last_is_found()
    {
        WriteEntries(flush: false, EntriesFew);
        var log = LogFile();
        var headers = FragmentOffsets(File.ReadAllBytes(log));
        Assert.Equal(EntriesFew, headers.Count(offset => offset.IsStart) - 1); // the format number is one more
        foreach (var header in headers.Where(offset => offset.Offset < headers.Last(each => each.IsStart).Offset))
        {
            foreach (var position in (int[])[0, 4, 5, 6])
            {
                foreach (var mask in (byte[])[0x01, 0x40, 0x80])
                {
                    AssertFound(log, header.Offset + position, mask);
                }
            }
        }
    }

    [Fact]
    public void A_log_that_was_torn_anywhere_opens_with_the_whole_batches_before()
    {
        WriteEntries(flush: false, EntriesFew);
        var log = LogFile();
        var whole = File.ReadAllBytes(log);
        var starts = FragmentOffsets(whole).Where(offset => offset.IsStart).Select(offset => offset.Offset).ToArray();
        for (var length = starts[1]; length <= whole.Length; length += 61)
        {
            var copy = CopyStore();
            using (var stream = new FileStream(Path.Combine(copy, Path.GetFileName(log)), FileMode.Open))
            {
                stream.SetLength(length);
            }

            using (var engine = StoreEngine.Open(copy))
            {
                var endings = starts[1..].Append(whole.Length);
                Assert.Equal(endings.Skip(1).Count(end => end <= length), ReadAll(engine));
            }

            Directory.Delete(copy, recursive: true);
        }
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
        var file = LogFile();
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

    private void AssertFound(string log, int offset, byte mask)
    {
        var copy = CopyStore();
        Flip(Path.Combine(copy, Path.GetFileName(log)), offset, mask);
        var refusal = Assert.Throws<StoreException>(() => StoreEngine.Open(copy).Dispose());
        Assert.Equal(StoreErrorCodes.Corrupt, refusal.Code);
        Directory.Delete(copy, recursive: true);
    }

    /// <summary>Where fragments of an undamaged log begin, and whether a record begins with them.</summary>
    private static List<(int Offset, bool IsStart)> FragmentOffsets(byte[] log)
    {
        const int block = 32 * 1024;
        const int header = 7;
        var offsets = new List<(int, bool)>();
        for (var offset = 0; offset + header <= log.Length;)
        {
            if (block - (offset % block) < header)
            {
                offset += block - (offset % block);
                continue;
            }

            offsets.Add((offset, log[offset + 6] <= 2));
            offset += header + log[offset + 4] + (log[offset + 5] << 8);
        }

        return offsets;
    }

    private string LogFile() => Directory.EnumerateFiles(folder.Store, "*.log").MaxBy(path => new FileInfo(path).Length)!;

    /// <summary>Flips one byte at each offset on a fresh copy; returns how often that was refused as damage.</summary>
    private int FlipEach(string file, long[] offsets)
    {
        var found = 0;
        foreach (var offset in offsets)
        {
            var copy = CopyStore();
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

    private long[] Offsets(string file, int spared = 0)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Flips).Select(_ => random.NextInt64(new FileInfo(file).Length - spared))];
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

    private void WriteEntries(bool flush, int count = Entries)
    {
        using var engine = StoreEngine.Open(folder.Store);
        for (var i = 0; i < count; i++)
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

    private static void Flip(string file, long offset, byte mask = 0x40)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = offset;
        var value = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(value ^ mask));
    }

    private string CopyStore()
    {
        var copy = folder.Child("copy");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(folder.Store))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }
}
