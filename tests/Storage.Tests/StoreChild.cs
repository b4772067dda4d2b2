using System.Globalization;

namespace HospitalChain.Storage.Tests;

/// <summary>
/// A node's part, played in a process of its own so that it can be killed or starved: commits numbered blocks over
/// several tables and prints each number once it is acknowledged. Its
/// small write buffers make flushes and compactions frequent.
/// </summary>
internal static class StoreChild
{
    public const string Argument = "store-child";

    /// <summary>Entries of a block in each of two tables.</summary>
    public const int EntriesPerBlock = 8;

    private static readonly byte[] HeadKey = "head"u8.ToArray();

    /// <param name="arguments">Folder, how many blocks at most, bytes per value, free bytes to leave.</param>
    /// <returns>0, or 1 after printing the code of a <see cref="StoreException"/>.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        var blocks = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var valueBytes = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        try
        {
            var options = new StoreOptions { WriteBufferBytes = 1 << 18, LogBytesMax = 1 << 20, DiskFreeBytesMin = long.Parse(arguments[3], CultureInfo.InvariantCulture) };
            using var engine = StoreEngine.Open(arguments[0], options);
            Console.WriteLine("open");
            var next = Head(engine) + 1;
            for (var height = next; height < next + (ulong)blocks; height++)
            {
                engine.Write(Block(height, valueBytes));
                Console.WriteLine(height.ToString(CultureInfo.InvariantCulture));
            }

            return 0;
        }
        catch (StoreException exception)
        {
            Console.WriteLine(exception.Code);
            return 1;
        }
    }

    /// <summary>The newest whole block, after checking that every block up to it is whole and no other trace exists.</summary>
    public static ulong CheckedHead(StoreEngine engine)
    {
        var head = Head(engine);
        foreach (var table in (Table[])[Table.RecordIndex, Table.State])
        {
            var expected = 0UL;
            foreach (var entry in engine.Scan(table, default))
            {
                Assert.Equal((expected / EntriesPerBlock) + 1, Numbered.Of(entry.Key.Span));
                Assert.Equal(Numbered.Of(entry.Key.Span), Numbered.Of(entry.Value.Span));
                expected++;
            }

            Assert.Equal(head * EntriesPerBlock, expected);
        }

        return head;
    }

    private static ulong Head(StoreEngine engine) => engine.Get(Table.Node, HeadKey) is { } head ? Numbered.Of(head) : 0;

    private static StoreBatch Block(ulong height, int valueBytes)
    {
        var batch = new StoreBatch();
        var value = new byte[Math.Max(valueBytes, sizeof(ulong))];
        new Random((int)height).NextBytes(value);
        Numbered.Key(height).CopyTo(value, 0);
        for (var i = 0UL; i < EntriesPerBlock; i++)
        {
            byte[] key = [.. Numbered.Key(height), .. Numbered.Key(i)];
            batch.Put(Table.RecordIndex, key, value);
            batch.Put(Table.State, key, value);
        }

        batch.Put(Table.Node, HeadKey, Numbered.Key(height));
        return batch;
    }
}
