using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Client.Tests.Network;

/// <summary>A chain under its real rules whose supernode seals every accepted record at once, one to a block.</summary>
internal sealed class TestChain
{
    private readonly KeyTree supernode;
    private readonly Func<RegistryFacts?> registry;
    private readonly TestClock clock;
    private readonly List<Block> blocks = [];
    private readonly List<ChainState> versions = [];
    private readonly List<SignedHead> heads = [];

    public TestChain(Genesis genesis, KeyTree supernode, Func<RegistryFacts?> registry, TestClock clock)
    {
        (Genesis, this.supernode, this.registry, this.clock) = (genesis, supernode, registry, clock);
        State = ChainState.AtGenesis(genesis);
        blocks.Add(new Block(Seal(State.Head), []));
        versions.Add(State);
    }

    public Genesis Genesis { get; }

    public ChainState State { get; private set; }

    public IReadOnlyList<Block> Blocks => blocks;

    /// <summary>The supernode promises everything and seals nothing.</summary>
    public bool KeepsOut { get; set; }

    public Refusal? Apply(Record record)
    {
        if (KeepsOut)
        {
            return null;
        }

        if (State.Entries.Record(record.Id) is not null)
        {
            return null;
        }

        var time = Math.Max(State.Head.TimeMillis + 1, clock.NowMillis);
        var context = new JudgementContext(Genesis, State.Entries, registry(), time);
        var task = RecordRules.Check(record, context);
        var verified = task.Ok ? ObligationVerifier.Verify([task.Value], Bytes32.Zero)[0] : task.Refusal;
        if (!verified.Ok)
        {
            return verified.Refusal;
        }

        var composed = BlockRules.Compose(State, registry(), time, [verified.Value]);
        if (composed.LeftOut.Count > 0)
        {
            return composed.LeftOut[0].Refusal ?? Refusals.Busy;
        }

        blocks.Add(new Block(Seal(composed.Header), composed.Records));
        State = composed.After;
        versions.Add(State);
        return null;
    }

    public Promise PromiseOf(Bytes32 recordId)
    {
        using var signing = supernode.Signing(0);
        var (time, deadline) = (clock.NowMillis, clock.NowMillis + Genesis.Parameters.PromiseWaitMillis);
        return new Promise(Genesis.ChainId, recordId, time, deadline, signing.Sign(SignedMessage.Promise(Genesis.ChainId, recordId, time, deadline)));
    }

    /// <summary>Who cosigns every head.</summary>
    public List<KeyTree> Witnesses { get; } = [];

    /// <summary>The supernode signs no more heads, as if it were gone.</summary>
    public bool Silent { get; set; }

    /// <summary>A second history under the same seal, from a height on.</summary>
    public TestChain Fork(int height)
    {
        var fork = new TestChain(Genesis, supernode, registry, clock) { State = versions[height] };
        fork.blocks.AddRange(blocks.Skip(1).Take(height));
        fork.versions.AddRange(versions.Skip(1).Take(height));
        return fork;
    }

    /// <summary>HEAD over the newest block, each later than the one before.</summary>
    public SignedHead Head()
    {
        if (Silent)
        {
            return heads[^1];
        }

        using var signing = supernode.Signing(0);
        var time = Math.Max(clock.NowMillis, heads.Count > 0 ? heads[^1].TimeMillis + 1 : 0);
        heads.Add(new SignedHead(Genesis.ChainId, State.Head.Height, State.Head.Hash, time, signing.Sign(SignedMessage.Head(Genesis.ChainId, State.Head.Height, State.Head.Hash, time))));
        return heads[^1];
    }

    /// <summary>The newest head with all cosignatures; null where fewer than that many witnesses are there.</summary>
    public HeadUpdate? Update(int witnesses, ulong? since)
    {
        if (witnesses > Witnesses.Count)
        {
            return null;
        }

        var head = Head();
        var sealedHeader = blocks[(int)head.Height].Sealed;
        var cosigned = new CosignedHead(head, [.. Witnesses.Select(witness => CosignAs(witness, head)).OrderBy(cosignature => cosignature.Witness)]);
        return new HeadUpdate(cosigned, sealedHeader, since < head.Height ? HistoryProof.Of(blocks[(int)since.Value].Sealed, sealedHeader.Header, State.Headers) : null);
    }

    private Cosignature CosignAs(KeyTree witness, SignedHead head)
    {
        using var key = witness.Signing(0);
        return Cosignature.Sign(Genesis.ChainId, head.Mark, key);
    }

    public Record? Find(Bytes32 recordId) => blocks.SelectMany(block => block.Records).FirstOrDefault(record => record.Id == recordId);

    public RecordProof? Prove(Bytes32 recordId, ulong? height = null)
    {
        foreach (var block in blocks)
        {
            for (var i = 0; i < block.Records.Count; i++)
            {
                if (block.Records[i].Id == recordId)
                {
                    return RecordProof.Of(block, i, HeadOf(block.Header, height));
                }
            }
        }

        return null;
    }

    public StateEntryProof Prove(string kind, ReadOnlySpan<byte> identifier, ulong? height = null)
    {
        var at = (int)(height ?? State.Head.Height);
        return StateEntryProof.Of(blocks[at].Sealed, versions[at].Tree, StateKey.Of(kind, identifier));
    }

    private HeadProof? HeadOf(Header header, ulong? height)
    {
        var head = height is { } at ? heads.Last(one => one.Height == at) : Head();
        return head.Height < header.Height ? null : HeadProof.Of(header, blocks[(int)head.Height].Sealed, State.Headers, head);
    }

    private SealedHeader Seal(Header header)
    {
        using var signing = supernode.Signing(0);
        return new SealedHeader(header, signing.Sign(SignedMessage.Seal(header.ChainId, header.Hash)));
    }
}
