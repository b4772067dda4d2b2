namespace HospitalChain.Storage.Tests;

public sealed class StoreVerifierTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SampleChain sample = new();
    private readonly StoreEngine engine;
    private readonly ChainStore chain;

    public StoreVerifierTests()
    {
        engine = StoreEngine.Open(folder.Store);
        chain = ChainStore.Open(engine, sample.Genesis);
        chain.PutGenesisSeal(sample.Seal(sample.State.Head));
        sample.Grow(chain, 3);
        var (block, changes) = sample.Next(sample.Revocation(), sample.Rejecting(sample.Revocation()));
        chain.Append(block, changes);
        engine.Write(batch => chain.PutHead(batch, sample.Head(9)));
    }

    public void Dispose()
    {
        engine.Dispose();
        sample.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_whole_store_is_sound_and_counted()
    {
        var pool = chain.OpenPool();
        var record = sample.Revocation();
        engine.Write(batch => pool.Accept(batch, record, 1, 2));
        engine.Write(batch => pool.KeepPromise(batch, sample.Promise(record)));
        var report = StoreVerifier.Verify(engine);
        Assert.Empty(report.Findings);
        Assert.Equal((1, 4L, (3L * SampleChain.RecordsPerBlock) + 2), (report.Chains, report.Blocks, report.Records));
    }

    [Theory]
    [InlineData(Table.Blocks)]
    [InlineData(Table.Headers)]
    [InlineData(Table.HeaderHashes)]
    [InlineData(Table.RecordIndex)]
    [InlineData(Table.State)]
    [InlineData(Table.Meta)]
    public void A_lost_entry_is_found(Table table)
    {
        var batch = new StoreBatch();
        batch.Delete(table, engine.Scan(table, default).First().Key.Span);
        engine.Write(batch);
        Assert.False(StoreVerifier.Verify(engine).IsSound);
    }

    [Theory]
    [InlineData(Table.Blocks)]
    [InlineData(Table.Headers)]
    [InlineData(Table.HeaderHashes)]
    [InlineData(Table.RecordIndex)]
    [InlineData(Table.State)]
    [InlineData(Table.Heads)]
    public void A_changed_bit_anywhere_in_a_value_is_found(Table table)
    {
        foreach (var entry in engine.Scan(table, default).ToArray())
        {
            for (var i = 0; i < entry.Value.Length; i += 7)
            {
                var changed = entry.Value.ToArray();
                changed[i] ^= 1;
                Put(table, entry.Key.Span, changed);
                Assert.False(StoreVerifier.Verify(engine).IsSound, $"byte {i} of {Convert.ToHexString(entry.Key.Span)}");
                Put(table, entry.Key.Span, entry.Value.Span);
            }
        }

        Assert.True(StoreVerifier.Verify(engine).IsSound);
    }

    [Theory]
    [InlineData(Table.Blocks)]
    [InlineData(Table.Headers)]
    [InlineData(Table.HeaderHashes)]
    [InlineData(Table.RecordIndex)]
    [InlineData(Table.State)]
    [InlineData(Table.Pool)]
    [InlineData(Table.Promises)]
    [InlineData(Table.Evidence)]
    public void An_entry_too_many_is_found(Table table)
    {
        Put(table, [.. sample.Genesis.ChainId.ToArray(), .. sample.Some32().ToArray()], [1]);
        Assert.False(StoreVerifier.Verify(engine).IsSound);
    }

    [Fact]
    public void An_entry_of_a_chain_that_is_not_there_is_found()
    {
        Put(Table.State, [.. sample.Some32().ToArray(), .. sample.Some32().ToArray()], [1]);
        Assert.Contains("belongs to no chain", Assert.Single(StoreVerifier.Verify(engine).Findings).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_swapped_pair_of_blocks_is_found()
    {
        var (first, second) = (ChainKeys.At(sample.Genesis.ChainId, 1), ChainKeys.At(sample.Genesis.ChainId, 2));
        var (one, two) = (engine.Get(Table.Blocks, first), engine.Get(Table.Blocks, second));
        Put(Table.Blocks, first, two);
        Put(Table.Blocks, second, one);
        Assert.False(StoreVerifier.Verify(engine).IsSound);
    }

    [Fact]
    public void Damage_in_a_file_is_told_not_thrown()
    {
        engine.Flush();
        engine.Dispose();
        var largest = Directory.EnumerateFiles(folder.Store, "*.sst").MaxBy(file => new FileInfo(file).Length)!;
        var bytes = File.ReadAllBytes(largest);
        bytes[10] ^= 1;
        File.WriteAllBytes(largest, bytes);
        using var damaged = StoreEngine.Open(folder.Store);
        Assert.Contains("checksum", StoreVerifier.Verify(damaged).Findings[0].What, StringComparison.Ordinal);
    }

    private void Put(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var batch = new StoreBatch();
        batch.Put(table, key, value);
        engine.Write(batch);
    }
}
