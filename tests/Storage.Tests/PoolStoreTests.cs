namespace HospitalChain.Storage.Tests;

public sealed class PoolStoreTests : IDisposable
{
    private const int Accepts = 500;
    private readonly TemporaryFolder folder = new();
    private readonly SampleChain sample = new();

    public void Dispose()
    {
        sample.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Accepted_records_wait_in_their_order_after_a_restart()
    {
        var records = Enumerable.Range(0, 20).Select(_ => sample.Revocation()).ToArray();
        using (var engine = StoreEngine.Open(folder.Store))
        {
            var pool = ChainStore.Open(engine, sample.Genesis).OpenPool();
            engine.Write(batch => Array.ForEach(records[..10], record => pool.Accept(batch, record, receivedMillis: 5, deadlineMillis: 7)));
        }

        using (var engine = StoreEngine.Open(folder.Store))
        {
            var pool = ChainStore.Open(engine, sample.Genesis).OpenPool();
            engine.Write(batch => Array.ForEach(records[10..], record => pool.Accept(batch, record, receivedMillis: 6, deadlineMillis: 0)));

            var waiting = pool.Load();
            Assert.Equal(records.Select(record => record.Id), waiting.Select(pooled => pooled.Record.Id));
            Assert.Equal((5UL, 7UL), (waiting[9].ReceivedMillis, waiting[9].DeadlineMillis));
            Assert.Equal((6UL, 0UL), (waiting[10].ReceivedMillis, waiting[10].DeadlineMillis));
        }
    }

    [Fact]
    public void An_accept_that_comes_after_its_block_does_not_wait_again()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        var pool = chain.OpenPool();
        var record = sample.Revocation();
        var (block, changes) = sample.Next(record);
        chain.Append(block, changes);
        engine.Write(batch => pool.Accept(batch, record, 1, 1));
        engine.Write(batch => pool.KeepPromise(batch, sample.Promise(record)));
        Assert.Empty(pool.Load());
        Assert.Empty(pool.Promises());
    }

    [Fact]
    public void A_promise_is_kept_until_its_record_is_forgotten()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var pool = ChainStore.Open(engine, sample.Genesis).OpenPool();
        var record = sample.Revocation();
        engine.Write(batch => pool.Accept(batch, record, 1, 9));
        engine.Write(batch => pool.KeepPromise(batch, sample.Promise(record)));
        Assert.Equal(sample.Promise(record).DeadlineMillis, pool.PromiseOf(record.Id)!.DeadlineMillis);
        engine.Write(batch => pool.Forget(batch, record.Id));
        Assert.Null(pool.PromiseOf(record.Id));
        Assert.Empty(pool.Load());
    }

    [Fact]
    public async Task Concurrent_accepts_share_syncs_and_each_is_durable()
    {
        using var engine = StoreEngine.Open(folder.Store);
        await using var committer = new GroupCommitter(engine);
        var pool = ChainStore.Open(engine, sample.Genesis).OpenPool();
        var records = Enumerable.Range(0, Accepts).Select(_ => sample.Revocation()).ToArray();
        await Task.WhenAll(records.Select(record => committer.CommitAsync(batch => pool.Accept(batch, record, 1, 0))));
        Assert.Equal(Accepts, pool.Load().Count);
        Assert.InRange(committer.GroupsWritten, 1, Accepts / 2);
    }

    [Fact]
    public async Task When_the_disk_is_full_everyone_who_waits_is_told()
    {
        StoreEngine.Open(folder.Store).Dispose();
        var wanting = new StoreOptions { DiskFreeBytesMin = new DriveInfo(folder.Root).AvailableFreeSpace * 2 };
        using var engine = StoreEngine.Open(folder.Store, wanting);
        await using var committer = new GroupCommitter(engine);
        var commits = Enumerable.Range(0, 10).Select(_ =>
        {
            var batch = new StoreBatch();
            batch.Put(Table.Node, "a"u8, default);
            return Assert.ThrowsAsync<StoreException>(() => committer.CommitAsync(batch));
        });
        Assert.All(await Task.WhenAll(commits), refusal => Assert.Equal(StoreErrorCodes.DiskFull, refusal.Code));
    }

    [Fact]
    public async Task What_was_queued_before_the_end_is_written_and_later_commits_are_refused()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var committer = new GroupCommitter(engine);
        var batch = new StoreBatch();
        batch.Put(Table.Node, "a"u8, default);
        var commit = committer.CommitAsync(batch);
        await committer.DisposeAsync();
        await commit;
        Assert.True(engine.Contains(Table.Node, "a"u8));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => committer.CommitAsync(batch));
    }
}
