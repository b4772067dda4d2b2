using System.Buffers.Binary;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Tests.Trees;

public sealed class StateProofTests
{
    private static readonly StateTree Tree = StateTree.Empty
        .Apply(Enumerable.Range(0, 60).Select(number => StateChange.Set(Name(number), new[] { (byte)number })))
        .Set(StateTreeTests.Key(0, 0), [100])
        .Set(StateTreeTests.Key(0, 6), [101]); // these two share 253 bits: a path with many empty siblings

    public static TheoryData<string> Present => [Name(0).ToString(), Name(41).ToString(), StateTreeTests.Key(0, 6).ToString()];

    /// <summary>Keys that meet another leaf, and one that ends in an empty subtree.</summary>
    public static TheoryData<string> Absent => [Name(1000).ToString(), StateTreeTests.Key(0, 7).ToString(), StateTreeTests.Key(0, 16).ToString()];

    [Theory]
    [MemberData(nameof(Present))]
    public void A_tampered_proof_of_presence_is_rejected(string name)
    {
        var (key, proof) = Proof(name);
        Assert.True(Tree.TryGet(key, out var value));
        Assert.True(proof.VerifyPresent(Tree.Root, key, value.Span));
        Assert.False(proof.VerifyAbsent(Tree.Root, key));
        Assert.False(proof.VerifyPresent(Tree.Root, key, [.. value.Span, 0]));
        Assert.False(proof.VerifyPresent(Flipped(Tree.Root), key, value.Span));
        Assert.False(proof.VerifyPresent(Tree.Root, Flipped(key), value.Span));
        Assert.All(Tampered(proof), wrong => Assert.False(wrong.VerifyPresent(Tree.Root, key, value.Span)));
        Assert.All(Tampered(proof), wrong => Assert.False(wrong.VerifyAbsent(Tree.Root, key)));
    }

    [Theory]
    [MemberData(nameof(Absent))]
    public void A_tampered_proof_of_absence_is_rejected(string name)
    {
        var (key, proof) = Proof(name);
        Assert.False(Tree.Contains(key));
        Assert.True(proof.VerifyAbsent(Tree.Root, key));
        Assert.False(proof.VerifyPresent(Tree.Root, key, []));
        Assert.False(proof.VerifyAbsent(Flipped(Tree.Root), key));
        Assert.All(Tampered(proof), wrong => Assert.False(wrong.VerifyAbsent(Tree.Root, key)));
    }

    [Fact]
    public void A_present_key_is_not_proved_absent_by_the_leaf_of_another()
    {
        foreach (var entry in Tree.Entries())
        {
            foreach (var other in Tree.Entries().Where(other => other.Key != entry.Key))
            {
                Assert.False(Tree.Prove(other.Key).VerifyAbsent(Tree.Root, entry.Key));
            }
        }
    }

    [Fact]
    public void An_empty_state_proves_every_absence_by_an_empty_path()
    {
        var proof = StateTree.Empty.Prove(Name(1));
        Assert.Equal(0, proof.Depth);
        Assert.True(proof.VerifyAbsent(Bytes32.Zero, Name(1)));
        Assert.False(proof.VerifyAbsent(Tree.Root, Name(1)));
        Assert.False(proof.VerifyPresent(Bytes32.Zero, Name(1), []));
    }

    [Fact]
    public void Only_the_one_spelling_of_a_path_is_taken()
    {
        var full = Name(1);
        Assert.True(StateProof.TryMake([], [], null, out _));
        Assert.True(StateProof.TryMake([0x80], [full], null, out var proof));
        Assert.Equal(2, proof.Depth);

        Assert.False(StateProof.TryMake([0], [], null, out _)); // a bitmap byte for no level
        Assert.False(StateProof.TryMake([], [full], null, out _)); // a level without its bit
        Assert.False(StateProof.TryMake([0x80, 0], [full], null, out _)); // a byte too many
        Assert.False(StateProof.TryMake([0x81], [full], null, out _)); // a bit in the padding
        Assert.False(StateProof.TryMake([0x40], [full], null, out _)); // the last sibling empty
        Assert.False(StateProof.TryMake([0x80], [], null, out _)); // nothing but an empty sibling
        Assert.False(StateProof.TryMake([0], [Bytes32.Zero], null, out _)); // an empty sibling in full
    }

    /// <summary>Whoever made such a state could show any key absent; a reader must not follow.</summary>
    [Fact]
    public void A_leaf_at_a_place_not_its_own_proves_nothing()
    {
        var asked = StateTreeTests.Key(0x00, 1);
        var met = new StateProofLeaf(StateTreeTests.Key(0x80, 1), new Bytes32(SHA256.HashData([7])));
        byte[] leaf = SHA256.HashData([0, .. met.Key.ToArray(), .. met.ValueHash.ToArray()]);
        var root = new Bytes32(SHA256.HashData([1, .. leaf, .. Name(2).ToArray()]));
        Assert.True(StateProof.TryMake([0], [Name(2)], met, out var proof));
        Assert.False(proof.VerifyAbsent(root, asked));

        var near = StateTreeTests.Key(0x40, 1);
        leaf = SHA256.HashData([0, .. near.ToArray(), .. met.ValueHash.ToArray()]);
        root = new Bytes32(SHA256.HashData([1, .. leaf, .. Name(2).ToArray()]));
        Assert.True(StateProof.TryMake([0], [Name(2)], met with { Key = near }, out proof));
        Assert.True(proof.VerifyAbsent(root, asked));
    }

    [Fact]
    public void Paths_deeper_than_a_key_are_refused()
    {
        var deep = Enumerable.Repeat(Name(1), 257).ToArray();
        Assert.True(StateProof.TryMake(new byte[32], deep[..256], null, out _));
        Assert.False(StateProof.TryMake(new byte[33], deep, null, out _));
        Assert.False(StateProof.TryMake(new byte[32], deep, null, out _));
        Assert.False(StateProof.TryMake([.. Enumerable.Repeat((byte)0xff, 32)], deep[..1], null, out _));
    }

    private static Bytes32 Name(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return StateKey.Of("credit", bytes);
    }

    private static (Bytes32 Key, StateProof Proof) Proof(string name)
    {
        Assert.True(Bytes32.TryParse(name, out var key));
        return (key, Tree.Prove(key));
    }

    private static Bytes32 Flipped(Bytes32 hash)
    {
        var bytes = hash.ToArray();
        bytes[31] ^= 0x20;
        return new Bytes32(bytes);
    }

    /// <summary>Well-formed proofs that differ from this one in a sibling, in the bitmap or in the leaf met.</summary>
    private static List<StateProof> Tampered(StateProof proof)
    {
        var wrong = new List<StateProof>();
        void Add(byte[] bitmap, IEnumerable<Bytes32> siblings, StateProofLeaf? leaf)
        {
            if (StateProof.TryMake(bitmap, siblings.ToArray(), leaf, out var made))
            {
                wrong.Add(made);
            }
        }

        var empties = proof.EmptySiblings.ToArray();
        for (var i = 0; i < proof.Siblings.Length; i++)
        {
            Add(empties, proof.Siblings.SetItem(i, Flipped(proof.Siblings[i])), proof.Leaf);
            Add(empties, proof.Siblings.RemoveAt(i), proof.Leaf);
            Add(empties, proof.Siblings.Insert(i, proof.Siblings[i]), proof.Leaf);
            if (i > 0)
            {
                Add(empties, proof.Siblings.SetItem(i, proof.Siblings[i - 1]).SetItem(i - 1, proof.Siblings[i]), proof.Leaf);
            }
        }

        for (var level = 0; level < proof.Depth; level++)
        {
            var bitmap = (byte[])empties.Clone();
            bitmap[level / 8] ^= (byte)(0x80 >> (level % 8));
            var siblings = proof.Siblings;
            Add(bitmap, bitmap[level / 8] > empties[level / 8] ? siblings.RemoveAt(0) : siblings.Add(Name(1)), proof.Leaf);
        }

        Add(empties, proof.Siblings, proof.Leaf is null ? new StateProofLeaf(Name(1), Name(2)) : null);
        if (proof.Leaf is { } met)
        {
            Add(empties, proof.Siblings, met with { Key = Flipped(met.Key) });
            Add(empties, proof.Siblings, met with { ValueHash = new Bytes32(SHA256.HashData([1, 1])) });
        }

        Assert.True(wrong.Count > proof.Siblings.Length);
        return wrong;
    }
}
