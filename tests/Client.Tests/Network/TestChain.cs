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

    public TestChain(Genesis genesis, KeyTree supernode, Func<RegistryFacts?> registry, TestClock clock)
    {
        (Genesis, this.supernode, this.registry, this.clock) = (genesis, supernode, registry, clock);
        State = ChainState.AtGenesis(genesis);
        blocks.Add(new Block(Seal(State.Head), []));
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
        return null;
    }

    public Promise PromiseOf(Bytes32 recordId)
    {
        using var signing = supernode.Signing(0);
        var (time, deadline) = (clock.NowMillis, clock.NowMillis + Genesis.Parameters.PromiseWaitMillis);
        return new Promise(Genesis.ChainId, recordId, time, deadline, signing.Sign(SignedMessage.Promise(Genesis.ChainId, recordId, time, deadline)));
    }

    public SignedHead Head()
    {
        using var signing = supernode.Signing(0);
        var message = SignedMessage.Head(Genesis.ChainId, State.Head.Height, State.Head.Hash, clock.NowMillis);
        return new SignedHead(Genesis.ChainId, State.Head.Height, State.Head.Hash, clock.NowMillis, signing.Sign(message));
    }

    public Record? Find(Bytes32 recordId) => blocks.SelectMany(block => block.Records).FirstOrDefault(record => record.Id == recordId);

    public RecordProof? Prove(Bytes32 recordId)
    {
        foreach (var block in blocks)
        {
            for (var i = 0; i < block.Records.Count; i++)
            {
                if (block.Records[i].Id == recordId)
                {
                    return RecordProof.Of(block, i, HeadProof.Of(block.Header, blocks[^1].Sealed, State.Headers, Head()));
                }
            }
        }

        return null;
    }

    public StateEntryProof Prove(string kind, ReadOnlySpan<byte> identifier) => StateEntryProof.Of(blocks[^1].Sealed, State.Tree, StateKey.Of(kind, identifier));

    private SealedHeader Seal(Header header)
    {
        using var signing = supernode.Signing(0);
        return new SealedHeader(header, signing.Sign(SignedMessage.Seal(header.ChainId, header.Hash)));
    }
}
