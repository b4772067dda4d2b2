using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Tests.Proofs;

public sealed class StateProofCodecTests
{
    private static readonly Bytes32 Doctor = Number(7);

    [Fact]
    public void An_enrolment_proof_survives_its_bytes_and_shows_the_entry()
    {
        var tree = Population(40);
        var bytes = EnrolmentProof.Of(tree, Doctor)!.ToBytes();

        var parsed = EnrolmentProof.Parse(bytes).OrThrow();

        Assert.Equal(bytes, parsed.ToBytes());
        Assert.Equal("Cardiology 7", parsed.Verify(tree.Root, Doctor)!.Department);
    }

    [Fact]
    public void An_enrolment_proof_shows_nothing_for_another_key_or_root()
    {
        var tree = Population(40);
        var proof = EnrolmentProof.Of(tree, Doctor)!;

        Assert.Null(proof.Verify(tree.Root, Number(8)));
        Assert.Null(proof.Verify(Population(41).Root, Doctor));
    }

    [Fact]
    public void Nobody_unenrolled_has_an_enrolment_proof() => Assert.Null(EnrolmentProof.Of(Population(40), Number(99)));

    [Fact]
    public void Every_changed_byte_of_an_enrolment_proof_is_refused()
    {
        var tree = Population(40);
        var bytes = EnrolmentProof.Of(tree, Doctor)!.ToBytes();

        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            var parsed = EnrolmentProof.Parse(changed);
            Assert.True(!parsed.Ok || parsed.Value.Verify(tree.Root, Doctor) is null, $"byte {i}");
        }
    }

    [Fact]
    public void A_state_entry_proof_shows_presence_and_absence_and_survives_its_bytes()
    {
        using var supernode = SigningKey.Generate();
        var (genesis, header, tree) = SealedChain(supernode);
        foreach (var (key, present) in new[] { (Doctor, true), (Number(99), false), (Number(1234), false) })
        {
            var stateKey = StateKey.Of(StateKinds.Enrolment, key);
            var bytes = StateEntryProof.Of(header, tree, stateKey).ToBytes();
            var parsed = StateEntryProof.Parse(bytes).OrThrow();

            Assert.Equal(bytes, parsed.ToBytes());
            Assert.Null(parsed.Verify(genesis, stateKey));
            Assert.Equal(present, parsed.Value is not null);
            Assert.NotNull(parsed.Verify(genesis, StateKey.Of(StateKinds.Credit, key)));
        }
    }

    [Fact]
    public void A_state_entry_proof_becomes_the_enrolment_proof_that_a_grant_carries()
    {
        using var supernode = SigningKey.Generate();
        var (_, header, tree) = SealedChain(supernode);
        var entry = StateEntryProof.Parse(StateEntryProof.Of(header, tree, StateKey.Of(StateKinds.Enrolment, Doctor)).ToBytes()).OrThrow();

        var enrolment = EnrolmentProof.Of(entry)!;

        Assert.Equal(EnrolmentProof.Of(tree, Doctor)!.ToBytes(), enrolment.ToBytes());
    }

    [Fact]
    public void Every_changed_byte_of_a_state_entry_proof_is_refused()
    {
        using var supernode = SigningKey.Generate();
        var (genesis, header, tree) = SealedChain(supernode);
        foreach (var key in new[] { Doctor, Number(99) })
        {
            var stateKey = StateKey.Of(StateKinds.Enrolment, key);
            var bytes = StateEntryProof.Of(header, tree, stateKey).ToBytes();
            for (var i = 0; i < bytes.Length; i++)
            {
                var changed = bytes.ToArray();
                changed[i] ^= 1;
                var parsed = StateEntryProof.Parse(changed);
                Assert.True(!parsed.Ok || parsed.Value.Verify(genesis, stateKey) is not null, $"byte {i}");
            }
        }
    }

    [Fact]
    public void A_state_entry_proof_under_another_seal_is_refused()
    {
        using var supernode = SigningKey.Generate();
        using var stranger = SigningKey.Generate();
        var (genesis, header, tree) = SealedChain(supernode);
        var forged = header with { Seal = stranger.Sign(SignedMessage.Seal(genesis.ChainId, header.Header.Hash)) };
        var stateKey = StateKey.Of(StateKinds.Enrolment, Doctor);

        Assert.Equal("SEAL_INVALID", StateEntryProof.Of(forged, tree, stateKey).Verify(genesis, stateKey)!.Code);
    }

    private static (Genesis Genesis, SealedHeader Header, StateTree Tree) SealedChain(SigningKey supernode)
    {
        var genesis = ProofChain.GenesisOf(supernode);
        var tree = Population(40);
        return (genesis, ProofChain.Seal(supernode, ProofChain.HeaderOf(genesis, 3, Bytes32.Zero, Bytes32.Zero, tree.Root, 0)), tree);
    }

    private static StateTree Population(int doctors) => StateTree.Empty.Apply(Enumerable.Range(0, doctors).Select(i => StateChange.Set(
        StateKey.Of(StateKinds.Enrolment, Number(i)),
        new EnrolmentEntry { Role = PartyRole.Doctor, Sealing = new byte[65], Department = $"Cardiology {i}" }.ToBytes())));

    private static Bytes32 Number(int i) => Transcript.Of("TEST-NUMBER").AddU32((uint)i).Hash32();
}
