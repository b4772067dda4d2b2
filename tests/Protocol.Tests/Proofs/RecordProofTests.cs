using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Tests.Proofs;

public sealed class RecordProofTests
{
    private readonly SigningKey supernode = SigningKey.Generate();
    private readonly SigningKey author = SigningKey.Generate();
    private readonly Genesis genesis;
    private readonly List<Block> blocks = [];

    public RecordProofTests()
    {
        genesis = ProofChain.GenesisOf(supernode);
        var history = HistoryTree.Empty;
        foreach (var count in new[] { 0, 3, 10, 1, 5, 2 })
        {
            var records = Enumerable.Range(0, count).Select(RecordOf).ToArray();
            var header = ProofChain.HeaderOf(genesis, (ulong)blocks.Count, Block.RecordsRootOf(records), history.Root, Bytes32.Zero, (uint)count);
            blocks.Add(new Block(ProofChain.Seal(supernode, header), records));
            history = history.Append(header.Hash);
        }
    }

    [Fact]
    public void Every_record_of_every_block_is_proven_with_only_the_genesis_at_hand()
    {
        foreach (var block in blocks)
        {
            for (var i = 0; i < block.Records.Count; i++)
            {
                var bytes = Prove(block, i).ToBytes();
                var parsed = RecordProof.Parse(bytes).OrThrow();

                Assert.Equal(bytes, parsed.ToBytes());
                Assert.Equal(block.Records[i].Id, parsed.Verify(genesis).OrThrow().Record.Id);
            }
        }
    }

    [Fact]
    public void A_proof_leads_from_an_old_block_to_the_newest_head()
    {
        var proven = RecordProof.Parse(Prove(blocks[1], 2, Newest(blocks[1])).ToBytes()).OrThrow().Verify(genesis).OrThrow();

        Assert.Equal(5UL, proven.Head!.Height);
        Assert.True(Prove(blocks[5], 1, Newest(blocks[5])).Verify(genesis).Ok);
    }

    [Fact]
    public void A_head_that_does_not_contain_the_block_is_refused()
    {
        var other = new Block(ProofChain.Seal(supernode, ProofChain.HeaderOf(genesis, 1, blocks[1].Header.RecordsRoot, Bytes32.Zero, Bytes32.Zero, 3)), blocks[1].Records);

        Assert.Equal("PROOF_INVALID", RecordProof.Of(other, 0, Newest(blocks[1])).Verify(genesis).Refusal!.Code);
    }

    [Fact]
    public void A_record_of_another_chain_is_refused()
    {
        var elsewhere = new Genesis
        {
            ManagerSigning = genesis.ManagerSigning,
            ManagerSealing = genesis.ManagerSealing,
            Supernode = genesis.Supernode,
            Parameters = genesis.Parameters,
            TimeMillis = genesis.TimeMillis + 1,
        };

        Assert.Equal("WRONG_CHAIN", Prove(blocks[1], 0).Verify(elsewhere).Refusal!.Code);
    }

    [Fact]
    public void A_record_whose_author_did_not_sign_is_refused_even_inside_a_sealed_block()
    {
        using var stranger = SigningKey.Generate();
        var honest = RecordOf(1);
        var forged = Record.Assemble(genesis.ChainId, honest.Author, honest.IssuedAtMillis, honest.Body, stranger.Sign(SignedMessage.Record(genesis.ChainId, honest.Id)));
        var block = new Block(ProofChain.Seal(supernode, ProofChain.HeaderOf(genesis, 1, Block.RecordsRootOf([forged]), Bytes32.Zero, Bytes32.Zero, 1)), [forged]);

        Assert.Equal("SIGNATURE_INVALID", RecordProof.Of(block, 0, head: null).Verify(genesis).Refusal!.Code);
    }

    [Fact]
    public void Every_changed_byte_of_a_record_proof_is_refused()
    {
        var bytes = Prove(blocks[2], 7, Newest(blocks[2])).ToBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            var parsed = RecordProof.Parse(changed);
            Assert.True(!parsed.Ok || !parsed.Value.Verify(genesis).Ok, $"byte {i}");
        }
    }

    private static RecordProof Prove(Block block, int index, HeadProof? head = null) => RecordProof.Of(block, index, head);

    private HeadProof Newest(Block from)
    {
        var newest = blocks[^1].Sealed;
        var time = newest.Header.TimeMillis + 5;
        var signature = supernode.Sign(SignedMessage.Head(genesis.ChainId, newest.Header.Height, newest.Header.Hash, time));
        var history = blocks.Aggregate(HistoryTree.Empty, (tree, block) => tree.Append(block.Header.Hash));
        return HeadProof.Of(from.Header, newest, history, new SignedHead(genesis.ChainId, newest.Header.Height, newest.Header.Hash, time, signature));
    }

    private Record RecordOf(int i) =>
        Record.Sign(genesis.ChainId, ProofChain.GenesisTime + (ulong)i, new Revoke { GrantId = Transcript.Of("TEST-GRANT").AddU32((uint)i).Hash32() }, author);
}
