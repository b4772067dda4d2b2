using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Supervision;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;

namespace HospitalChain.Consensus.Tests.Harness;

/// <summary>What survives a crash: only what the core asked to make durable, each request whole.</summary>
internal sealed class DurableStore(Genesis genesis)
{
    private readonly List<PoolEntry> pool = [];

    public ChainState Chain { get; private set; } = ChainState.AtGenesis(genesis);

    public List<Block> Blocks { get; } = [];

    /// <summary>The chain at every height.</summary>
    public List<ChainState> Versions { get; } = [ChainState.AtGenesis(genesis)];

    public Dictionary<Bytes32, Promise> Promises { get; } = [];

    public SignedHead? Head { get; set; }

    /// <summary>The newest head that it cosigned.</summary>
    public HeadMark? Cosigned { get; set; }

    /// <summary>Each witness's newest cosignature.</summary>
    public Dictionary<Bytes32, Cosignature> Cosignatures { get; } = [];

    public StopChain? Stopped { get; private set; }

    /// <summary>What the stop shows against the supernode, where it is a fork.</summary>
    public Equivocation? Fork { get; private set; }

    /// <summary>What the stop shows against the supernode, where it is a block that breaks a rule.</summary>
    public OffenceEvidence? Offence { get; private set; }

    public IReadOnlyList<PoolEntry> Pool => pool;

    /// <summary>A core on what is stored, as a node starts it.</summary>
    public ChainCore Load(CoreOptions options, ulong nowMillis)
    {
        Bytes32[] hashes = [ChainState.AtGenesis(genesis).Head.Hash, .. Blocks.Select(block => block.Header.Hash)];
        var entries = pool.Select(entry => options.IsSupernode || !Promises.TryGetValue(entry.Record.Record.Id, out var promise)
            ? entry
            : entry with { DeadlineMillis = promise.DeadlineMillis });
        return new ChainCore(options, Chain, hashes, entries, Head, Cosigned, nowMillis);
    }

    public void Keep(PersistRecord persist) =>
        pool.Add(new PoolEntry(SignedRecord.Verify(persist.Record).OrThrow(), persist.ReceivedMillis, persist.DeadlineMillis));

    public void Keep(PersistBlock persist)
    {
        Blocks.Add(persist.Block);
        Chain = persist.After;
        Versions.Add(Chain);
        pool.RemoveAll(entry => persist.Decided.Contains(entry.Record.Record.Id));
    }

    /// <summary>As a node's store keeps it: with the evidence.</summary>
    public void Keep(StopChain stop)
    {
        Stopped = stop;
        Fork = StopEvidence.ForkOf(stop, SealedAt);
        Offence = stop.Unlawful is { } wrong ? StopEvidence.OffenceOf(wrong, SealedAt) : null;
    }

    /// <summary>The sealed header of an applied block; null above the newest, and at height 0.</summary>
    public SealedHeader? SealedAt(ulong height) => height >= 1 && height <= (ulong)Blocks.Count ? Blocks[(int)height - 1].Sealed : null;

    public void Keep(Cosignature cosignature)
    {
        if (!Cosignatures.TryGetValue(cosignature.Witness, out var known) || known.Mark.TimeMillis < cosignature.Mark.TimeMillis)
        {
            Cosignatures[cosignature.Witness] = cosignature;
        }
    }

    public void Forget(Bytes32 recordId) => pool.RemoveAll(entry => entry.Record.Record.Id == recordId);

    /// <summary>As it was before: what a backup holds.</summary>
    public DurableStore Backup()
    {
        var copy = new DurableStore(genesis) { Chain = Chain, Head = Head, Cosigned = Cosigned };
        copy.Blocks.AddRange(Blocks);
        copy.Versions.AddRange(Versions.Skip(1));
        copy.pool.AddRange(pool);
        return copy;
    }
}
