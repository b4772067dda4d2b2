using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Storage.Chains;

/// <summary>
/// One chain's cosigned heads, and as a witness the newest head that this node cosigned itself. Thread-safe. What others
/// cosigned they tell again; only this node's own word is synced before it is given.
/// </summary>
public sealed class CosignedHeads
{
    private readonly StoreEngine engine;
    private readonly Bytes32 chainId;

    internal CosignedHeads(StoreEngine engine, Bytes32 chainId)
    {
        this.engine = engine;
        this.chainId = chainId;
    }

    /// <summary>All that are kept, oldest first.</summary>
    public IReadOnlyList<CosignedHead> Load() =>
        [.. engine.Scan(Table.CosignedHeads, chainId.ToArray()).Select(entry => CosignedHead.Parse(entry.Value.Span).Value ?? throw Damaged("a cosigned head"))];

    /// <summary>Keeps what is known of one head in place of what was, and forgets others.</summary>
    public void Put(CosignedHead head, IEnumerable<HeadMark> forgotten)
    {
        var batch = new StoreBatch();
        batch.Put(Table.CosignedHeads, ChainKeys.At(chainId, head.Head.TimeMillis), head.ToBytes());
        foreach (var mark in forgotten)
        {
            batch.Delete(Table.CosignedHeads, ChainKeys.At(chainId, mark.TimeMillis));
        }

        engine.WriteSoon(batch);
    }

    /// <summary>The newest head that this node cosigned, or decided to; null before the first.</summary>
    public HeadMark? Own() => engine.Get(Table.Witnessed, chainId.ToArray()) is { } bytes ? HeadMark.Parse(bytes) ?? throw Damaged("the newest head cosigned here") : null;

    /// <summary>Only when the batch is on the disk it may be cosigned.</summary>
    public void PutOwn(StoreBatch batch, HeadMark mark) => batch.Put(Table.Witnessed, chainId.ToArray(), mark.ToBytes());

    private StoreException Damaged(string what) => StoreException.Of(StoreErrorCodes.Corrupt, $"{engine.FolderPath}, chain {chainId}: {what}");
}
