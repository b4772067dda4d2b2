using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Storage.Verification;

/// <summary>Verifies one chain of a store, block by block, then its state, pool and evidence.</summary>
internal sealed class ChainVerification(StoreEngine engine, Genesis genesis, Findings findings)
{
    private readonly Bytes32 chainId = genesis.ChainId;
    private HistoryTree headers = HistoryTree.Empty.Append(ChainState.AtGenesis(genesis).Head.Hash);
    private Header head = ChainState.AtGenesis(genesis).Head;
    private long decided;
    private bool isGenesisSealed;

    public long Blocks { get; private set; }

    public long Records { get; private set; }

    public void Run(CancellationToken cancellation)
    {
        findings.Collect(() => VerifyBlocks(cancellation), chainId);
        findings.Collect(VerifyCounts, chainId);
        findings.Collect(VerifyState, chainId);
        findings.Collect(VerifyPool, chainId);
        findings.Collect(VerifyHeads, chainId);
    }

    private void VerifyBlocks(CancellationToken cancellation)
    {
        foreach (var entry in engine.Scan(Table.Blocks, chainId.ToArray()))
        {
            cancellation.ThrowIfCancellationRequested();
            var height = ChainKeys.HeightOf(entry.Key.Span);
            var block = Block.Parse(entry.Value.Span);
            if (!block.Ok)
            {
                findings.Add("the block does not parse", chainId, height);
                continue;
            }

            VerifyStored(block.Value, entry.Key.Span, height);
            if (height == 0)
            {
                isGenesisSealed = true;
                Check(block.Value.Header.Hash == head.Hash, "header 0 is not the genesis'", height);
                continue;
            }

            VerifyChaining(block.Value, height);
            VerifyRecords(block.Value, height);
            head = block.Value.Header;
            headers = headers.Append(head.Hash);
            Blocks++;
        }
    }

    private void VerifyStored(Block block, ReadOnlySpan<byte> key, ulong height)
    {
        Check(block.Header.Height == height && block.Header.ChainId == chainId, "the block stands in another's place", height);
        Check(block.Sealed.SealIsValid(genesis.Supernode.Signing), "the seal is not the supernode's", height);
        Check(engine.Get(Table.Headers, key).AsSpan().SequenceEqual(block.Sealed.ToBytes()), "the header's own copy differs", height);
        Check(engine.Get(Table.HeaderHashes, key).AsSpan().SequenceEqual(block.Header.Hash.ToArray()), "the header hash differs", height);
    }

    private void VerifyChaining(Block block, ulong height)
    {
        Check(height == head.Height + 1, $"the blocks after {head.Height} are missing", height);
        Check(block.Header.Previous == head.Hash, "the link to the block before is broken", height);
        Check(block.Header.TimeMillis > head.TimeMillis, "the time is not later than the block's before", height);
        Check(block.Header.HistoryRoot == headers.Root, "history_root differs", height);
        Check(block.Header.RecordsRoot == Block.RecordsRootOf(block.Records), "records_root differs", height);
    }

    private void VerifyRecords(Block block, ulong height)
    {
        foreach (var record in block.Records)
        {
            Records++;
            Check(record.ChainId == chainId, "a record belongs to another chain", height);
        }

        foreach (var (recordId, location) in DecidedRecords.In(block))
        {
            decided++;
            var indexed = engine.Get(Table.RecordIndex, ChainKeys.Of(chainId, recordId));
            Check(indexed.AsSpan().SequenceEqual(location.ToBytes()), $"record {recordId} is not in the index, or elsewhere", height);
        }
    }

    private void VerifyCounts()
    {
        var sealedBlocks = Blocks + (isGenesisSealed ? 1 : 0);
        Check(Count(Table.Headers) == sealedBlocks, "there are headers without a block");
        Check(Count(Table.HeaderHashes) == Blocks + 1, "there are header hashes without a block");
        Check(Count(Table.RecordIndex) == decided, "the index names records that no block has");
    }

    private void VerifyState()
    {
        var entries = engine.Scan(Table.State, chainId.ToArray())
            .Select(entry => StateChange.Set(ChainKeys.IdOf(entry.Key.Span), entry.Value));
        Check(StateTree.Empty.Apply(entries).Root == head.StateRoot, "the state entries do not give the header's state_root", head.Height);
    }

    private void VerifyPool()
    {
        foreach (var entry in engine.Scan(Table.Pool, chainId.ToArray()))
        {
            var record = PoolStore.TryParse(entry.Value.Span)?.Record;
            Check(record is not null && record.ChainId == chainId && record.Id == ChainKeys.IdOf(entry.Key.Span), "a waiting record is damaged");
            Check(record is null || SignedBy(record), "a waiting record's signature is wrong");
        }

        foreach (var entry in engine.Scan(Table.Promises, chainId.ToArray()))
        {
            var promise = Promise.Parse(entry.Value.Span);
            Check(
                promise.Ok && promise.Value.ChainId == chainId && promise.Value.RecordId == ChainKeys.IdOf(entry.Key.Span)
                    && promise.Value.SignatureIsValid(genesis.Supernode.Signing),
                "a promise is damaged");
        }
    }

    private void VerifyHeads()
    {
        foreach (var entry in engine.Scan(Table.Heads, chainId.ToArray()))
        {
            var signed = SignedHead.Parse(entry.Value.Span);
            Check(signed.Ok && signed.Value.ChainId == chainId && signed.Value.SignatureIsValid(genesis.Supernode.Signing), "the signed head is damaged");
        }

        foreach (var entry in engine.Scan(Table.CosignedHeads, chainId.ToArray()))
        {
            var cosigned = CosignedHead.Parse(entry.Value.Span).Value;
            Check(
                cosigned is not null && cosigned.Head.ChainId == chainId && cosigned.Head.TimeMillis == ChainKeys.HeightOf(entry.Key.Span)
                    && cosigned.Head.SignatureIsValid(genesis.Supernode.Signing) && cosigned.Cosignatures.All(cosignature => cosignature.SignatureIsValid()),
                "a cosigned head is damaged");
        }

        foreach (var entry in engine.Scan(Table.Witnessed, chainId.ToArray()))
        {
            Check(HeadMark.Parse(entry.Value.Span) is not null, "what this node cosigned is damaged");
        }

        if (engine.Get(Table.Meta, ChainKeys.Stop(chainId)) is { } kept)
        {
            var stop = ChainStop.Parse(kept);
            Check(stop is not null && stop.Header.Header.ChainId == chainId && stop.Header.SealIsValid(genesis.Supernode.Signing), "the block at which the node stopped is damaged");
        }

        foreach (var entry in engine.Scan(Table.Evidence, chainId.ToArray()))
        {
            Check(Equivocation.Parse(entry.Value.Span).Value is { } evidence && evidence.Refuses(genesis) is null, "evidence is damaged", ChainKeys.HeightOf(entry.Key.Span));
        }
    }

    private static bool SignedBy(Record record) =>
        Bip340.Verify(record.Author, SignedMessage.Record(record.ChainId, record.Id), record.Signature);

    private long Count(Table table) => engine.Scan(table, chainId.ToArray()).LongCount();

    private void Check(bool holds, string otherwise, ulong? height = null)
    {
        if (!holds)
        {
            findings.Add(otherwise, chainId, height);
        }
    }
}
