using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Storage.Tests;

public sealed class ChainStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SampleChain sample = new();

    public void Dispose()
    {
        sample.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_new_chain_stands_at_its_genesis()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        AssertSame(ChainState.AtGenesis(sample.Genesis), chain.Load());
        Assert.Equal(0UL, chain.Height);
        Assert.Equal([sample.Genesis.ChainId], ChainStore.All(engine).Select(genesis => genesis.ChainId));
    }

    [Fact]
    public void Appended_blocks_are_loaded_with_state_and_history()
    {
        using (var engine = StoreEngine.Open(folder.Store))
        {
            sample.Grow(ChainStore.Open(engine, sample.Genesis), 5);
        }

        using var again = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(again, sample.Genesis);
        AssertSame(sample.State, chain.Load());
        Assert.Equal(5UL, chain.Height);
        Assert.Equal(sample.State.Head.Hash, chain.HeadHash);
        sample.Grow(chain, 1);
        AssertSame(sample.State, chain.Load());
    }

    [Fact]
    public void Blocks_are_read_back_as_they_were_appended()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        sample.Grow(chain, 2);
        var (block, changes) = sample.Next(sample.Revocation());
        chain.Append(block, changes);
        Assert.Equal(block.ToBytes(), chain.BlockBytesAt(3));
        Assert.Equal(block.Sealed.ToBytes(), chain.HeaderAt(3)!.ToBytes());
        Assert.Equal(block.Header.Hash, chain.HashAt(3));
        Assert.Null(chain.BlockAt(4));
        Assert.Null(chain.BlockAt(0));
        Assert.Equal([2UL, 3UL], chain.BlocksFrom(2).Select(each => each.Header.Height));
    }

    [Fact]
    public void A_removed_state_entry_is_gone_after_reopening()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        sample.Grow(chain, 1);
        var key = sample.State.Tree.Entries().First().Key;
        var header = new Header
        {
            ChainId = sample.Genesis.ChainId,
            Height = 2,
            Previous = sample.State.Head.Hash,
            TimeMillis = ulong.MaxValue,
            Count = 0,
            RecordsRoot = default,
            HistoryRoot = default,
            StateRoot = sample.State.Tree.Remove(key).Root,
            RegistryHead = default,
        };
        chain.Append(new Block(sample.Seal(header), []), [StateChange.Remove(key)]);
        Assert.False(chain.Load().Tree.Contains(key));
    }

    [Fact]
    public void Only_the_next_block_is_appended_and_a_refused_one_leaves_nothing()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        var (first, firstChanges) = sample.Next(sample.Revocation());
        var (second, secondChanges) = sample.Next(sample.Revocation());
        Assert.Throws<InvalidOperationException>(() => chain.Append(second, secondChanges));
        Assert.Empty(engine.Scan(Table.Blocks, default));
        chain.Append(first, firstChanges);
        Assert.Throws<InvalidOperationException>(() => chain.Append(first, firstChanges));
        chain.Append(second, secondChanges);
        Assert.Equal(2UL, chain.Height);
    }

    [Fact]
    public void A_record_is_found_where_it_was_decided_a_refused_one_in_its_rejection()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        var (good, bad) = (sample.Revocation(), sample.Revocation());
        var (block, changes) = sample.Next(good, sample.Rejecting(bad));
        chain.Append(block, changes);
        Assert.Equal(new RecordLocation(1, 0, IsRefused: false), chain.Find(good.Id));
        Assert.Equal(new RecordLocation(1, 1, IsRefused: true), chain.Find(bad.Id));
        Assert.Null(chain.Find(sample.Some32()));
        Assert.Equal(good.Id, chain.RecordAt(chain.Find(good.Id)!.Value).Id);
        Assert.Equal(bad.Id, chain.RecordAt(chain.Find(bad.Id)!.Value).Id);
    }

    [Fact]
    public void What_a_block_decides_leaves_the_pool_with_it()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        var pool = chain.OpenPool();
        Record[] records = [sample.Revocation(), sample.Revocation(), sample.Revocation()];
        foreach (var record in records)
        {
            engine.Write(batch => pool.Accept(batch, record, 1, 0));
            engine.Write(batch => pool.KeepPromise(batch, sample.Promise(record)));
        }

        var (block, changes) = sample.Next(records[0], sample.Rejecting(records[1]));
        chain.Append(block, changes);
        Assert.Equal([records[2].Id], pool.Load().Select(pooled => pooled.Record.Id));
        Assert.Equal([records[2].Id], pool.Promises().Select(promise => promise.RecordId));
    }

    [Fact]
    public void Blocks_of_one_round_and_what_came_before_them_are_written_together()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        var pool = chain.OpenPool();
        var (decided, left) = (sample.Revocation(), sample.Revocation());
        var (first, second) = (sample.Next(decided), sample.Next(sample.Revocation()));
        var batch = new StoreBatch();
        pool.Accept(batch, decided, 1, 0);
        pool.Accept(batch, left, 1, 0);
        chain.Append([new ChangedBlock(first.Block, first.Changes), new ChangedBlock(second.Block, second.Changes)], batch);
        AssertSame(sample.State, chain.Load());
        Assert.Equal([left.Id], pool.Load().Select(pooled => pooled.Record.Id));
    }

    [Fact]
    public void Of_blocks_that_do_not_follow_each_other_none_is_written()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        var (first, second, third) = (sample.Next(sample.Revocation()), sample.Next(sample.Revocation()), sample.Next(sample.Revocation()));
        Assert.Throws<InvalidOperationException>(() => chain.Append(
            [new ChangedBlock(first.Block, first.Changes), new ChangedBlock(third.Block, third.Changes)], new StoreBatch()));
        Assert.Equal(0UL, chain.Height);
        Assert.Null(chain.BlockAt(1));
        chain.Append([new ChangedBlock(first.Block, first.Changes), new ChangedBlock(second.Block, second.Changes)], new StoreBatch());
        Assert.Equal(2UL, chain.Height);
    }

    [Theory]
    [InlineData(Table.State)]
    [InlineData(Table.Headers)]
    [InlineData(Table.HeaderHashes)]
    public void A_chain_that_lost_an_entry_is_not_loaded(Table table)
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        sample.Grow(chain, 3);
        var batch = new StoreBatch();
        batch.Delete(table, engine.Scan(table, default).ElementAt(2).Key.Span);
        engine.Write(batch);
        Assert.Equal(StoreErrorCodes.Corrupt, Assert.Throws<StoreException>(chain.Load).Code);
    }

    [Fact]
    public void Chains_in_one_store_do_not_mix()
    {
        using var other = new SampleChain(seed: 2);
        using var engine = StoreEngine.Open(folder.Store);
        var (chain, otherChain) = (ChainStore.Open(engine, sample.Genesis), ChainStore.Open(engine, other.Genesis));
        sample.Grow(chain, 2);
        other.Grow(otherChain, 3);
        AssertSame(sample.State, chain.Load());
        AssertSame(other.State, otherChain.Load());
        Assert.Equal(2, ChainStore.All(engine).Count);
        Assert.Throws<InvalidOperationException>(() => chain.Append(other.Next(other.Revocation()).Block, []));
    }

    [Fact]
    public void The_newest_head_stays()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        Assert.Null(chain.NewestHead());
        engine.Write(batch => chain.PutHead(batch, sample.Head(20)));
        engine.Write(batch => chain.PutHead(batch, sample.Head(10)));
        Assert.Equal(20UL, chain.NewestHead()!.TimeMillis);
        engine.Write(batch => chain.PutHead(batch, sample.Head(30)));
        Assert.Equal(30UL, chain.NewestHead()!.TimeMillis);
    }

    [Fact]
    public void Evidence_is_kept_as_it_was_seen_first()
    {
        var (block, changes) = sample.Next(sample.Revocation());
        var (twin, _) = sample.Next(sample.Revocation());
        using (var engine = StoreEngine.Open(folder.Store))
        {
            var chain = ChainStore.Open(engine, sample.Genesis);
            chain.Append(block, changes);
            chain.PutEvidence(Equivocation.Of(block.Sealed, twin.Sealed));
            chain.PutEvidence(Equivocation.Of(block.Sealed, sample.Head(9)));
        }

        using var again = StoreEngine.Open(folder.Store);
        var evidence = Assert.Single(ChainStore.Open(again, sample.Genesis).Evidence());
        Assert.Equal(block.Sealed.ToBytes(), evidence.One.ToBytes());
        Assert.Equal(twin.Sealed.ToBytes(), evidence.Other.ToBytes());
    }

    [Fact]
    public void A_signed_head_is_evidence_too()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        var head = sample.Head(9, sample.Some32());
        chain.PutEvidence(Equivocation.Of(sample.Seal(sample.State.Head), head));
        var evidence = Assert.Single(chain.Evidence());
        Assert.Equal(head, evidence.Other.Head);
    }

    [Fact]
    public void Height_0_can_be_kept_sealed_and_nothing_else_in_its_place()
    {
        using var engine = StoreEngine.Open(folder.Store);
        var chain = ChainStore.Open(engine, sample.Genesis);
        var header = sample.State.Head;
        var (block, _) = sample.Next(sample.Revocation());
        Assert.Throws<InvalidOperationException>(() => chain.PutGenesisSeal(block.Sealed));
        chain.PutGenesisSeal(sample.Seal(header));
        Assert.Equal(header.Hash, chain.HeaderAt(0)!.Header.Hash);
        Assert.Equal(0UL, chain.Height);
    }

    private static void AssertSame(ChainState expected, ChainState actual)
    {
        Assert.Equal(expected.Head.Hash, actual.Head.Hash);
        Assert.Equal(expected.Tree.Root, actual.Tree.Root);
        Assert.Equal(expected.Headers.Root, actual.Headers.Root);
    }
}
