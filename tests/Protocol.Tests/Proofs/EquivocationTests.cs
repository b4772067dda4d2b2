using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;

namespace HospitalChain.Protocol.Tests.Proofs;

/// <summary>Evidence against a supernode proves itself, and nothing an honest one signs is evidence (chain.md §4.6).</summary>
public sealed class EquivocationTests : IDisposable
{
    private readonly SigningKey supernode = SigningKey.Generate();
    private readonly Genesis genesis;

    public EquivocationTests() => genesis = ProofChain.GenesisOf(supernode);

    public void Dispose() => supernode.Dispose();

    [Fact]
    public void Two_headers_a_header_and_a_head_or_two_heads_at_one_height_prove_it()
    {
        foreach (var evidence in new[]
        {
            Equivocation.Of(Header(4, 1), Header(4, 2)),
            Equivocation.Of(Header(4, 1), Head(4, 2, 10)),
            Equivocation.Of(Head(4, 1, 10), Head(4, 2, 20)),
        })
        {
            var parsed = Equivocation.Parse(evidence.ToBytes()).OrThrow();
            Assert.Null(parsed.Refuses(genesis));
            Assert.Equal(evidence.ToBytes(), parsed.ToBytes());
            Assert.Equal(4UL, parsed.Height);
        }
    }

    [Theory]
    [InlineData(9, 10, 8, 20, true)]
    [InlineData(8, 20, 9, 10, true)]
    [InlineData(9, 10, 8, 10, true)]
    [InlineData(8, 10, 9, 20, false)]
    [InlineData(9, 20, 8, 10, false)]
    [InlineData(9, 10, 9, 20, false)]
    public void A_later_head_of_a_lower_block_proves_it_and_an_older_head_does_not(ulong height, ulong time, ulong otherHeight, ulong otherTime, bool proves) =>
        Assert.Equal(proves ? null : "PROOF_INVALID", Equivocation.Of(Head(height, 1, time), Head(otherHeight, 1, otherTime)).Refuses(genesis)?.Code);

    [Fact]
    public void Two_histories_stop_a_chain_and_a_head_that_takes_blocks_back_does_not()
    {
        Assert.True(Equivocation.Of(Header(4, 1), Head(4, 2, 10)).IsFork);
        Assert.True(Equivocation.Of(Header(5, 1), Head(4, 2, 10)).IsFork); // no header of height 4 is its parent
        Assert.True(Equivocation.Of(Header(4, 2), Header(5, 1)).IsFork);
        Assert.False(Equivocation.Of(Head(9, 1, 10), Head(8, 1, 20)).IsFork);
    }

    [Fact]
    public void A_header_and_a_head_of_heights_apart_prove_nothing() =>
        Assert.Equal("PROOF_INVALID", Equivocation.Of(Header(9, 1), Head(7, 2, ulong.MaxValue)).Refuses(genesis)?.Code);

    [Fact]
    public void The_same_header_twice_proves_nothing() =>
        Assert.Equal("PROOF_INVALID", Equivocation.Of(Header(4, 1), Header(4, 1)).Refuses(genesis)?.Code);

    [Fact]
    public void What_somebody_else_signed_or_what_is_of_another_chain_proves_nothing()
    {
        using var stranger = SigningKey.Generate();
        var forged = Header(4, 2) with { Seal = stranger.Sign(SignedMessage.Seal(genesis.ChainId, Header(4, 2).Header.Hash)) };
        Assert.Equal("SEAL_INVALID", Equivocation.Of(Header(4, 1), forged).Refuses(genesis)?.Code);
        Assert.Equal("SEAL_INVALID", Equivocation.Of(forged, Header(4, 1)).Refuses(genesis)?.Code);
        Assert.Equal("WRONG_CHAIN", Equivocation.Of(Header(4, 1), Header(4, 2)).Refuses(ProofChain.GenesisOf(stranger))?.Code);
        Assert.Equal("SEAL_INVALID", Equivocation.Of(Head(4, 1, 10), Head(4, 2, 20) with { TimeMillis = 21 }).Refuses(genesis)?.Code);
    }

    [Fact]
    public void Every_changed_byte_of_evidence_is_refused()
    {
        foreach (var bytes in new[] { Equivocation.Of(Header(4, 1), Head(4, 2, 10)).ToBytes(), Equivocation.Of(Head(9, 1, 10), Head(8, 1, 20)).ToBytes() })
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                var changed = bytes.ToArray();
                changed[i] ^= 1;
                var parsed = Equivocation.Parse(changed);
                Assert.True(!parsed.Ok || parsed.Value.Refuses(genesis) is not null, $"byte {i}");
            }
        }
    }

    private SealedHeader Header(ulong height, uint variant) =>
        ProofChain.Seal(supernode, ProofChain.HeaderOf(genesis, height, Bytes32.Zero, Bytes32.Zero, Transcript.Of("TEST-ROOT").AddU32(variant).Hash32(), 0));

    private SignedHead Head(ulong height, uint variant, ulong time)
    {
        var hash = Header(height, variant).Header.Hash;
        return new SignedHead(genesis.ChainId, height, hash, time, supernode.Sign(SignedMessage.Head(genesis.ChainId, height, hash, time)));
    }
}
