using System.Collections.Immutable;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Tests.Trees;

public sealed class TreeVectorTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, VectorFile.Read("trees.json").GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Record_roots_are_those_of_the_vectors(int number)
    {
        var (leaves, root, _) = Leaves(number);
        Assert.Equal(root, MerkleTree.Root(leaves));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Paths_are_those_of_the_vectors_and_verify(int number)
    {
        var (leaves, root, paths) = Leaves(number);
        Assert.Equal(leaves.Count, paths.Length);
        for (var index = 0; index < leaves.Count; index++)
        {
            var proof = MerkleTree.ProveInclusion(leaves, index);
            Assert.Equal(paths[index], proof.Path);
            Assert.True(new InclusionProof(index, paths[index]).Verify(leaves.Count, root, leaves[index].Span));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void State_roots_are_those_of_the_vectors_set_singly_and_at_once(int number)
    {
        var one = VectorFile.Read("trees.json").GetProperty("cases")[number];
        var changes = one.GetProperty("state").EnumerateArray()
            .Select(entry => StateChange.Set(StateKey.Of(entry.GetProperty("kind").GetString()!, entry.Hex("id")), entry.Hex("value")))
            .ToList();
        var singly = changes.Aggregate(StateTree.Empty, (tree, change) => tree.Set(change.Key, change.Value!.Value.Span));

        var root = new Bytes32(one.Hex("stateRoot"));
        Assert.Equal(root, singly.Root);
        Assert.Equal(root, StateTree.Empty.Apply(changes).Root);
        Assert.Equal(changes.Count, singly.Count);
        Assert.All(changes, change => Assert.True(singly.Prove(change.Key).VerifyPresent(root, change.Key, change.Value!.Value.Span)));
    }

    [Fact]
    public void State_keys_are_of_ascii_kinds_only()
    {
        Assert.Throws<ArgumentException>(() => StateKey.Of("", []));
        Assert.Throws<ArgumentException>(() => StateKey.Of("crédit", []));
    }

    private static (List<ReadOnlyMemory<byte>> Leaves, Bytes32 Root, ImmutableArray<Bytes32>[] Paths) Leaves(int number)
    {
        var one = VectorFile.Read("trees.json").GetProperty("cases")[number];
        return (
            [.. one.GetProperty("leaves").EnumerateArray().Select(leaf => (ReadOnlyMemory<byte>)leaf.Hex())],
            new Bytes32(one.Hex("root")),
            [.. one.GetProperty("paths").EnumerateArray()
                .Select(path => path.EnumerateArray().Select(hash => new Bytes32(hash.Hex())).ToImmutableArray())]);
    }
}
