using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Storage.Chains;

/// <summary>
/// One chain's blocks, state and evidence. A block and all it changes is one synced batch (chain.md §6). Reads are
/// thread-safe; appends wait for each other. What is stored was verified before: a value that does not parse is damage.
/// </summary>
public sealed class ChainStore
{
    private readonly Lock appending = new();
    private readonly StoreEngine engine;
    private ChainTip tip;

    private ChainStore(StoreEngine engine, Genesis genesis, ChainTip tip)
    {
        this.engine = engine;
        this.tip = tip;
        Genesis = genesis;
        ChainId = genesis.ChainId;
    }

    public Genesis Genesis { get; }

    public Bytes32 ChainId { get; }

    /// <summary>Height of the newest block on disk.</summary>
    public ulong Height => Volatile.Read(ref tip).Height;

    /// <summary>Header hash of the newest block on disk.</summary>
    public Bytes32 HeadHash => Volatile.Read(ref tip).HeaderHash;

    /// <summary>Geneses of all chains in the store.</summary>
    public static IReadOnlyList<Genesis> All(StoreEngine engine) =>
        [.. engine.Scan(Table.Meta, ChainKeys.ChainPrefix).Select(entry => Stored(Genesis.Parse(entry.Value.Span), "genesis"))];

    /// <summary>Opens the chain of <paramref name="genesis"/>; one that is not in the store begins at height 0.</summary>
    public static ChainStore Open(StoreEngine engine, Genesis genesis)
    {
        var newest = engine.Scan(Table.HeaderHashes, genesis.ChainId.ToArray(), backwards: true).Take(1).ToArray();
        var head = newest.Length == 1
            ? new ChainTip(ChainKeys.HeightOf(newest[0].Key.Span), new Bytes32(newest[0].Value.Span))
            : Begin(engine, genesis);
        return new ChainStore(engine, genesis, head);
    }

    /// <summary>
    /// The chain as it stands on disk: every header hash, every state entry. The state is checked against the newest
    /// header, so a damaged store never becomes a wrong state.
    /// </summary>
    public ChainState Load()
    {
        var hashes = HistoryTree.Empty;
        var newest = Bytes32.Zero;
        foreach (var entry in engine.Scan(Table.HeaderHashes, ChainId.ToArray()))
        {
            if (ChainKeys.HeightOf(entry.Key.Span) != (ulong)hashes.Size)
            {
                throw Damaged($"header hash {hashes.Size} is missing");
            }

            newest = new Bytes32(entry.Value.Span);
            hashes = hashes.Append(newest);
        }

        var height = (ulong)hashes.Size - 1;
        var head = height == 0 ? ChainState.AtGenesis(Genesis).Head : (HeaderAt(height) ?? throw Damaged($"header {height} is missing")).Header;
        var tree = StateTree.Empty.Apply(StateEntries().Select(entry => StateChange.Set(entry.Key, entry.Value)));
        return head.Hash == newest && tree.Root == head.StateRoot
            ? new ChainState(Genesis, head, tree, hashes)
            : throw Damaged($"the state does not belong to header {height}");
    }

    /// <summary>Keeps the supernode's seal of height 0, whose header every node computes from the genesis.</summary>
    public void PutGenesisSeal(SealedHeader header)
    {
        if (header.Header.Height != 0 || header.Header.Hash != HashAt(0))
        {
            throw new InvalidOperationException("this is not the chain's header 0");
        }

        var batch = new StoreBatch();
        PutBlock(batch, new Block(header, []));
        engine.Write(batch);
    }

    /// <summary>
    /// Appends a verified block with the state entries that it changes, and takes its records, and those that its
    /// rejections carry, out of the pool with their promises: all of it or nothing, on the disk when this returns.
    /// </summary>
    /// <param name="block">The next block, verified.</param>
    /// <param name="changes">What it changes in the state.</param>
    /// <exception cref="InvalidOperationException">It is not the next block: a caller's bug.</exception>
    public void Append(Block block, IEnumerable<StateChange> changes) => Append([new ChangedBlock(block, changes)], new StoreBatch());

    /// <summary>As <see cref="Append(Block, IEnumerable{StateChange})"/>, consecutive blocks with one sync.</summary>
    /// <param name="blocks">The next blocks, verified.</param>
    /// <param name="batch">What becomes durable with them, and happened before them; the blocks join it.</param>
    public void Append(IReadOnlyList<ChangedBlock> blocks, StoreBatch batch)
    {
        lock (appending)
        {
            var after = tip;
            foreach (var (block, changes) in blocks)
            {
                var header = block.Header;
                if (header.ChainId != ChainId || header.Height != after.Height + 1 || header.Previous != after.HeaderHash)
                {
                    throw new InvalidOperationException($"block {header.Height} of {header.ChainId} does not follow {after.Height} of {ChainId}");
                }

                PutBlock(batch, block);
                batch.Put(Table.HeaderHashes, ChainKeys.At(ChainId, header.Height), header.Hash.ToArray());
                PutDecided(batch, block);
                PutState(batch, ChainId, changes);
                after = new ChainTip(header.Height, header.Hash);
            }

            engine.Write(batch);
            Volatile.Write(ref tip, after);
        }
    }

    /// <summary>Canonical bytes of a block, as peers get them; null above the head, and at 0 without a seal.</summary>
    public byte[]? BlockBytesAt(ulong height) => engine.Get(Table.Blocks, ChainKeys.At(ChainId, height));

    public Block? BlockAt(ulong height) => BlockBytesAt(height) is { } bytes ? Stored(Block.Parse(bytes), $"block {height}") : null;

    public SealedHeader? HeaderAt(ulong height) => engine.Get(Table.Headers, ChainKeys.At(ChainId, height)) is { } bytes
        ? Stored(SealedHeader.Parse(bytes), $"header {height}")
        : null;

    public Bytes32? HashAt(ulong height) =>
        engine.Get(Table.HeaderHashes, ChainKeys.At(ChainId, height)) is { } bytes ? new Bytes32(bytes) : null;

    /// <summary>Canonical bytes of the blocks from <paramref name="height"/> on, for catch-up and replay; read as they are taken.</summary>
    public IEnumerable<byte[]> BlockBytesFrom(ulong height) =>
        engine.ScanRange(Table.Blocks, ChainKeys.At(ChainId, height), StoreKeys.After(ChainId.ToArray())).Select(entry => entry.Value.ToArray());

    /// <summary>The blocks from <paramref name="height"/> on, for replay; read as they are taken.</summary>
    public IEnumerable<Block> BlocksFrom(ulong height) => BlockBytesFrom(height).Select(bytes => Stored(Block.Parse(bytes), "block"));

    /// <summary>Where the record was decided; null while it was not.</summary>
    public RecordLocation? Find(Bytes32 recordId) => engine.Get(Table.RecordIndex, ChainKeys.Of(ChainId, recordId)) is { } bytes
        ? RecordLocation.Parse(bytes) ?? throw Damaged("an index entry does not parse")
        : null;

    /// <summary>The record at a location that <see cref="Find"/> gave.</summary>
    public Record RecordAt(RecordLocation location)
    {
        var record = (BlockAt(location.Height) ?? throw Damaged($"block {location.Height} is missing")).Records[location.Index];
        return location.IsRefused ? ((Rejection)record.Body).Refused : record;
    }

    /// <summary>Keeps the head, with the batch, if it is newer than the stored one.</summary>
    public void PutHead(StoreBatch batch, SignedHead head)
    {
        if (NewestHead() is not { } stored || stored.TimeMillis < head.TimeMillis)
        {
            batch.Put(Table.Heads, ChainId.ToArray(), head.ToBytes());
        }
    }

    /// <summary>The newest signed head that was kept.</summary>
    public SignedHead? NewestHead() =>
        engine.Get(Table.Heads, ChainId.ToArray()) is { } bytes ? Stored(SignedHead.Parse(bytes), "signed head") : null;

    /// <summary>Keeps the proof of an equivocation; the first at a height stays.</summary>
    public void PutEvidence(Equivocation evidence)
    {
        lock (appending)
        {
            var key = ChainKeys.At(ChainId, evidence.Height);
            if (engine.Contains(Table.Evidence, key))
            {
                return;
            }

            var batch = new StoreBatch();
            batch.Put(Table.Evidence, key, evidence.ToBytes());
            engine.Write(batch);
        }
    }

    /// <summary>All evidence against the chain's supernode, by height.</summary>
    public IReadOnlyList<Equivocation> Evidence() =>
        [.. engine.Scan(Table.Evidence, ChainId.ToArray()).Select(entry => Stored(Equivocation.Parse(entry.Value.Span), "evidence"))];

    /// <summary>Keeps, with the batch, the sealed block that breaks a rule and at which this node stops for good.</summary>
    public void PutStop(StoreBatch batch, ChainStop stop) => batch.Put(Table.Meta, ChainKeys.Stop(ChainId), stop.ToBytes());

    /// <summary>Where this node stopped for good; null where it did not.</summary>
    public ChainStop? Stop() => engine.Get(Table.Meta, ChainKeys.Stop(ChainId)) is { } bytes ? ChainStop.Parse(bytes) ?? throw Damaged("why it stopped does not parse") : null;

    /// <summary>Every state entry on disk, by key.</summary>
    public IEnumerable<StateEntry> StateEntries() =>
        engine.Scan(Table.State, ChainId.ToArray()).Select(entry => new StateEntry(ChainKeys.IdOf(entry.Key.Span), entry.Value));

    /// <summary>The chain's pool.</summary>
    public PoolStore OpenPool() => new(engine, ChainId);

    /// <summary>The chain's cosigned heads.</summary>
    public CosignedHeads OpenCosignedHeads() => new(engine, ChainId);

    private static ChainTip Begin(StoreEngine engine, Genesis genesis)
    {
        var state = ChainState.AtGenesis(genesis);
        var batch = new StoreBatch();
        batch.Put(Table.Meta, ChainKeys.Chain(genesis.ChainId), genesis.ToBytes());
        batch.Put(Table.HeaderHashes, ChainKeys.At(genesis.ChainId, 0), state.Head.Hash.ToArray());
        PutState(batch, genesis.ChainId, state.Tree.Entries().Select(entry => StateChange.Set(entry.Key, entry.Value)));
        engine.Write(batch);
        return new ChainTip(0, state.Head.Hash);
    }

    private static void PutState(StoreBatch batch, Bytes32 chainId, IEnumerable<StateChange> changes)
    {
        foreach (var change in changes)
        {
            var key = ChainKeys.Of(chainId, change.Key);
            if (change.Value is { } value)
            {
                batch.Put(Table.State, key, value.Span);
            }
            else
            {
                batch.Delete(Table.State, key);
            }
        }
    }

    private void PutBlock(StoreBatch batch, Block block)
    {
        var key = ChainKeys.At(ChainId, block.Header.Height);
        batch.Put(Table.Blocks, key, block.ToBytes());
        batch.Put(Table.Headers, key, block.Sealed.ToBytes());
    }

    private void PutDecided(StoreBatch batch, Block block)
    {
        foreach (var (recordId, location) in DecidedRecords.In(block))
        {
            var key = ChainKeys.Of(ChainId, recordId);
            batch.Put(Table.RecordIndex, key, location.ToBytes());
            batch.Delete(Table.Pool, key);
            batch.Delete(Table.Promises, key);
        }
    }

    private StoreException Damaged(string what) => StoreException.Of(StoreErrorCodes.Corrupt, $"{engine.FolderPath}, chain {ChainId}: {what}");

    private static T Stored<T>(Parsed<T> parsed, string what)
        where T : class =>
        parsed.Value ?? throw StoreException.Of(StoreErrorCodes.Corrupt, $"{what} does not parse ({parsed.Refusal})");

    private sealed record ChainTip(ulong Height, Bytes32 HeaderHash);
}
