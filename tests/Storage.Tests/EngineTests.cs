using HospitalChain.Storage.Native;
using static HospitalChain.Storage.Tests.Numbered;

namespace HospitalChain.Storage.Tests;

public sealed class EngineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_written_is_there_after_reopening()
    {
        using (var engine = StoreEngine.Open(folder.Store))
        {
            engine.Put(Table.State, "a", "1");
            engine.Put(Table.Pool, "a", "2");
        }

        using var again = StoreEngine.Open(folder.Store);
        Assert.Equal("1", Text(again.Get(Table.State, Text("a"))));
        Assert.Equal("2", Text(again.Get(Table.Pool, Text("a"))));
        Assert.Null(again.Get(Table.State, Text("b")));
    }

    [Fact]
    public void A_batch_applies_its_steps_in_order()
    {
        using var engine = StoreEngine.Open(folder.Store);
        engine.Put(Table.State, "b", "old");
        var batch = new StoreBatch();
        batch.Put(Table.State, Text("a"), Text("first"));
        batch.Put(Table.State, Text("a"), Text("second"));
        batch.Delete(Table.State, Text("b"));
        batch.Put(Table.State, Text("c1"), Text("x"));
        batch.DeleteRange(Table.State, Text("c"), Text("d"));
        batch.Put(Table.State, Text("d"), default);
        engine.Write(batch);
        Assert.Equal(["a", "d"], engine.Scan(Table.State, default).Keys());
        Assert.Equal("second", Text(engine.Get(Table.State, Text("a"))));
        Assert.Empty(engine.Get(Table.State, Text("d"))!);
    }

    [Fact]
    public void Appended_batches_become_one()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var first = new StoreBatch();
        first.Put(Table.State, Text("a"), Text("1"));
        var second = new StoreBatch();
        second.Delete(Table.State, Text("a"));
        second.Put(Table.State, Text("b"), Text("2"));
        first.Append(second);
        engine.Write(first);
        Assert.Equal(["b"], engine.Scan(Table.State, default).Keys());
        Assert.Equal("2", Text(engine.Get(Table.State, Text("b"))));
    }

    [Fact]
    public void A_scan_stays_within_its_prefix_and_runs_both_ways()
    {
        using var engine = StoreEngine.Open(folder.Store);
        foreach (var key in (string[])["a", "ab", "ab1", "ab2", "ac", "b"])
        {
            engine.Put(Table.State, key, key);
            engine.Put(Table.Pool, key, key);
        }

        Assert.Equal(["ab", "ab1", "ab2"], engine.Scan(Table.State, Text("ab")).Keys());
        Assert.Equal(["ab2", "ab1", "ab"], engine.Scan(Table.State, Text("ab"), backwards: true).Keys());
        Assert.Equal(["ab1", "ab2"], engine.ScanRange(Table.State, Text("ab1"), Text("ac")).Keys());
        Assert.Equal(["b", "ac"], engine.Scan(Table.State, default, backwards: true).Take(2).Keys());
    }

    [Theory]
    [InlineData("00", "01")]
    [InlineData("61FF", "62")]
    [InlineData("61FFFF", "62")]
    [InlineData("FFFF", "")]
    [InlineData("", "")]
    public void The_bound_of_a_prefix_is_the_next_key_of_its_length_or_shorter(string prefix, string bound) =>
        Assert.Equal(bound, Convert.ToHexString(StoreKeys.After(Convert.FromHexString(prefix))));

    [Fact]
    public void A_prefix_of_all_ones_reaches_the_last_key()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var batch = new StoreBatch();
        batch.Put(Table.State, [0xFE, 0xFF], default);
        batch.Put(Table.State, [0xFF, 0x00], default);
        batch.Put(Table.State, [0xFF, 0xFF], default);
        engine.Write(batch);
        Assert.Equal(2, engine.Scan(Table.State, [0xFF]).Count());
    }

    [Fact]
    public void A_scan_sees_the_moment_it_began()
    {
        using var engine = StoreEngine.Open(folder.Store);
        engine.Put(Table.State, "a", "1");
        var scan = engine.Scan(Table.State, default);
        engine.Put(Table.State, "b", "2");
        Assert.Equal(["a"], scan.Keys());
    }

    [Fact]
    public void Many_keys_are_answered_in_their_order()
    {
        using var engine = StoreEngine.Open(folder.Store);
        engine.Put(Table.State, "a", "1");
        engine.Put(Table.State, "c", "3");
        var values = engine.MultiGet(Table.State, [Text("c"), Text("b"), Text("a"), Text("c")]);
        Assert.Equal([Text("3"), null, Text("1"), Text("3")], values);
    }

    [Fact]
    public void A_store_in_use_is_refused_as_locked()
    {
        using var engine = StoreEngine.Open(folder.Store);
        Assert.Equal(StoreErrorCodes.Locked, Refusal(() => StoreEngine.Open(folder.Store)));
    }

    [Fact]
    public void A_store_in_use_by_another_process_is_refused_as_locked()
    {
        using var engine = StoreEngine.Open(folder.Store);
        using var child = ChildProcess.Start(folder.Store, 1, 8);
        Assert.Equal(StoreErrorCodes.Locked, child.StandardOutput.ReadLine());
        child.WaitForExit();
    }

    [Fact]
    public void A_missing_store_is_refused_where_none_may_be_made()
    {
        Assert.Equal(StoreErrorCodes.Missing, Refusal(() => StoreEngine.Open(folder.Store, new StoreOptions { CreateIfMissing = false })));
        Assert.False(Path.Exists(folder.Store));
    }

    [Fact]
    public void A_newer_format_is_refused_and_left_alone()
    {
        using (var engine = StoreEngine.Open(folder.Store))
        {
            var batch = new StoreBatch();
            batch.Put(Table.Meta, "format"u8, [0, 0, 0, (byte)(StoreEngine.FormatNumber + 1)]);
            engine.Write(batch);
        }

        Assert.Equal(StoreErrorCodes.NewerFormat, Refusal(() => StoreEngine.Open(folder.Store)));
        Assert.Equal(StoreErrorCodes.NewerFormat, Refusal(() => StoreEngine.Open(folder.Store)));
    }

    [Fact]
    public void A_store_of_format_1_opens_with_all_it_holds_and_is_raised()
    {
        string[] first = [TableNames.Default, .. TableNames.All.Except(["cosigned-heads", "witnessed"], StringComparer.Ordinal)];
        Directory.CreateDirectory(folder.Store);
        using (var old = RocksDatabase.Open(folder.Store, [.. first.Skip(1), first[0]], new StoreOptions()))
        {
            var batch = new StoreBatch();
            batch.Put(Table.Meta, "format"u8, [0, 0, 0, 1]);
            batch.Put(Table.State, Text("a"), Text("1"));
            batch.Put(Table.Node, Text("b"), Text("2"));
            old.Write(batch, sync: true);
        }

        Assert.Equal(first.Order(StringComparer.Ordinal), RocksDatabase.FamiliesOf(folder.Store).Order(StringComparer.Ordinal));
        for (var opening = 0; opening < 2; opening++)
        {
            using var engine = StoreEngine.Open(folder.Store, new StoreOptions { CreateIfMissing = false });
            Assert.Equal([0, 0, 0, 2], engine.Get(Table.Meta, Text("format")));
            Assert.Equal(("1", "2"), (Text(engine.Get(Table.State, Text("a"))), Text(engine.Get(Table.Node, Text("b")))));
            Assert.Equal(opening == 0 ? null : "3", engine.Get(Table.Witnessed, Text("c")) is { } kept ? Text(kept) : null);
            engine.Put(Table.Witnessed, "c", "3");
        }
    }

    [Fact]
    public void A_store_without_its_format_number_is_refused_and_left_alone()
    {
        using (var engine = StoreEngine.Open(folder.Store))
        {
            var batch = new StoreBatch();
            batch.Delete(Table.Meta, "format"u8);
            batch.Put(Table.State, Text("a"), Text("1"));
            engine.Write(batch);
        }

        Assert.Equal(StoreErrorCodes.Foreign, Refusal(() => StoreEngine.Open(folder.Store)));
        Assert.Equal(StoreErrorCodes.Foreign, Refusal(() => StoreEngine.Open(folder.Store)));
    }

    [Fact]
    public void Unknown_tables_mean_a_newer_format()
    {
        StoreEngine.Open(folder.Store).Dispose();
        RocksDatabase.Open(folder.Store, [.. TableNames.All, TableNames.Default, "tomorrow"], new StoreOptions()).Dispose();
        Assert.Equal(StoreErrorCodes.NewerFormat, Refusal(() => StoreEngine.Open(folder.Store)));
    }

    [Fact]
    public void Another_program_s_database_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(folder.Store);
        RocksDatabase.Open(folder.Store, [TableNames.Default, "theirs"], new StoreOptions()).Dispose();
        Assert.Equal(StoreErrorCodes.Foreign, Refusal(() => StoreEngine.Open(folder.Store)));
        Assert.Equal([TableNames.Default, "theirs"], RocksDatabase.FamiliesOf(folder.Store));
    }

    [Fact]
    public void An_opening_that_was_killed_before_it_wrote_the_format_is_finished()
    {
        Directory.CreateDirectory(folder.Store);
        RocksDatabase.Open(folder.Store, [TableNames.Default, "meta"], new StoreOptions()).Dispose();
        StoreEngine.Open(folder.Store).Dispose();
        using var engine = StoreEngine.Open(folder.Store, new StoreOptions { CreateIfMissing = false });
        Assert.NotNull(engine.Get(Table.Meta, Text("format")));
    }

    [Theory]
    [InlineData("rocksdb_version=7.8.3", true)]
    [InlineData("rocksdb_version=8.9.1", false)]
    public void Another_version_of_the_library_is_refused_with_the_fix(string line, bool isRight)
    {
        File.WriteAllText(folder.Child("OPTIONS-000009"), "[Version]\n  rocksdb_version=1.0.0\n");
        File.WriteAllText(folder.Child("OPTIONS-000010"), $"[Version]\n  {line}\n");
        if (isRight)
        {
            Assert.Equal("7.8.3", RocksLibrary.RequireVersion(folder.Root));
            return;
        }

        var refusal = Assert.Throws<StoreException>(() => RocksLibrary.RequireVersion(folder.Root));
        Assert.Equal(StoreErrorCodes.NativeLibrary, refusal.Code);
        Assert.Contains("native/setup", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void The_remains_of_a_store_are_not_mistaken_for_an_empty_folder()
    {
        using (var engine = StoreEngine.Open(folder.Store))
        {
            engine.Put(Table.State, "a", "1");
        }

        File.Delete(Path.Combine(folder.Store, "CURRENT"));
        Assert.Equal(StoreErrorCodes.Corrupt, Refusal(() => StoreEngine.Open(folder.Store)));
    }

    [Fact]
    public void The_store_is_readable_by_its_owner_only()
    {
        using var engine = StoreEngine.Open(folder.Store);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Store));
    }

    [Fact]
    public void A_scan_survives_the_engine_and_then_frees_the_store()
    {
        var engine = StoreEngine.Open(folder.Store);
        engine.Put(Table.State, "a", "1");
        engine.Put(Table.State, "b", "2");
        using (var cursor = engine.Scan(Table.State, default).GetEnumerator())
        {
            Assert.True(cursor.MoveNext());
            engine.Dispose();
            Assert.True(cursor.MoveNext());
            Assert.Equal("b", Text(cursor.Current.Key));
        }

        using var again = StoreEngine.Open(folder.Store);
        Assert.Throws<ObjectDisposedException>(() => engine.Get(Table.State, Text("a")));
    }

    [Fact]
    public void Sizes_grow_with_what_is_stored()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var batch = new StoreBatch();
        for (var i = 0UL; i < 1000; i++)
        {
            batch.Put(Table.Blocks, Key(i), Key(i));
        }

        engine.Write(batch);
        engine.Flush();
        var sizes = engine.Sizes();
        Assert.True(sizes.Tables[Table.Blocks].FileBytes > 1000, $"{sizes.Tables[Table.Blocks].FileBytes} bytes");
        Assert.Equal(1000, sizes.Tables[Table.Blocks].KeysEstimated);
        Assert.Equal(0, sizes.Tables[Table.Mail].KeysEstimated);
        Assert.True(sizes.FolderBytes > sizes.Tables[Table.Blocks].FileBytes, $"{sizes.FolderBytes} bytes");
        Assert.True(sizes.DiskFreeBytes > 0, "no free bytes");
        Assert.StartsWith("7.8.", engine.LibraryVersion, StringComparison.Ordinal);
    }

    internal static string Refusal(Func<object> action) => Assert.Throws<StoreException>(() => { (action() as IDisposable)?.Dispose(); }).Code;
}
