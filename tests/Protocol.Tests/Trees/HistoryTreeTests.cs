using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Tests.Trees;

public sealed class HistoryTreeTests
{
    private const int SizeMax = 40; // passes 32, so that every shape of peaks up to six occurs

    [Fact]
    public void Appending_one_by_one_gives_the_batch_root_at_every_size()
    {
        var leaves = Leaves(SizeMax);
        var tree = HistoryTree.Empty;
        Assert.Equal(NaiveTrees.Hash(NaiveTrees.Root([])), tree.Root);
        for (var size = 1; size <= SizeMax; size++)
        {
            tree = tree.Append(leaves[size - 1]);
            Assert.Equal(NaiveTrees.Hash(NaiveTrees.Root(leaves.AsSpan(0, size))), tree.Root);
            Assert.Equal(size, tree.Size);
        }
    }

    [Fact]
    public void A_version_answers_for_every_earlier_size()
    {
        var leaves = Leaves(SizeMax);
        var tree = Tree(leaves);
        for (var size = 0; size <= SizeMax; size++)
        {
            Assert.Equal(NaiveTrees.Hash(NaiveTrees.Root(leaves.AsSpan(0, size))), tree.RootAt(size));
            for (var index = 0; index < size; index++)
            {
                var proof = tree.ProveInclusion(index, size);
                Assert.Equal(NaiveTrees.Path(index, leaves.AsSpan(0, size)).Select(NaiveTrees.Hash), proof.Path);
                Assert.True(proof.Verify(size, tree.RootAt(size), leaves[index]));
            }
        }
    }

    [Fact]
    public void Every_earlier_size_is_proved_the_beginning_of_every_later_one()
    {
        var leaves = Leaves(SizeMax);
        var tree = Tree(leaves);
        for (var newSize = 1; newSize <= SizeMax; newSize++)
        {
            for (var oldSize = 1; oldSize <= newSize; oldSize++)
            {
                var proof = tree.ProveConsistency(oldSize, newSize);
                Assert.Equal(NaiveTrees.Subproof(oldSize, leaves.AsSpan(0, newSize)).Select(NaiveTrees.Hash), proof.Path);
                Assert.True(proof.Verify(oldSize, tree.RootAt(oldSize), newSize, tree.RootAt(newSize)));
            }
        }
    }

    [Fact]
    public void The_empty_tree_begins_every_tree_by_an_empty_path_only()
    {
        var tree = Tree(Leaves(5));
        var proof = tree.ProveConsistency(0);
        Assert.Empty(proof.Path);
        Assert.True(proof.Verify(0, HistoryTree.Empty.Root, 5, tree.Root));
        Assert.True(proof.Verify(0, HistoryTree.Empty.Root, 0, HistoryTree.Empty.Root));
        Assert.False(proof.Verify(0, Bytes32.Zero, 5, tree.Root));
        Assert.False(proof.Verify(0, Bytes32.Zero, 0, Bytes32.Zero));
        Assert.False(new ConsistencyProof([tree.Root]).Verify(0, HistoryTree.Empty.Root, 5, tree.Root));
    }

    [Fact]
    public void An_old_version_is_not_changed_by_two_futures()
    {
        var common = Tree(Leaves(11));
        var root = common.Root;
        var one = common.Append("one"u8);
        var other = common.Append("other"u8);
        Assert.Equal(root, common.Root);
        Assert.NotEqual(one.Root, other.Root);
        Assert.True(one.ProveConsistency(11).Verify(11, root, 12, one.Root));
        Assert.False(one.ProveConsistency(11).Verify(11, root, 12, other.Root));
    }

    [Fact]
    public void Random_trees_agree_with_the_definition() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[][]>().Filter(leaves => leaves.All(leaf => leaf is not null)),
            leaves =>
            {
                var memory = leaves.Select(leaf => (ReadOnlyMemory<byte>)leaf).ToList();
                var root = MerkleTree.Root(memory);
                return root == NaiveTrees.Hash(NaiveTrees.Root(leaves))
                    && Enumerable.Range(0, leaves.Length).All(index =>
                        MerkleTree.ProveInclusion(memory, index).Verify(leaves.Length, root, leaves[index])
                        && MerkleTree.ProveConsistency(memory, index)
                            .Verify(index, NaiveTrees.Hash(NaiveTrees.Root(leaves.AsSpan(0, index))), leaves.Length, root));
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    public void Tampered_inclusion_proofs_are_rejected(int size)
    {
        var leaves = Leaves(size);
        var tree = Tree(leaves);
        for (var index = 0; index < size; index++)
        {
            var path = tree.ProveInclusion(index).Path;
            foreach (var wrong in Tampered(path))
            {
                Assert.False(new InclusionProof(index, wrong).Verify(size, tree.Root, leaves[index]));
            }

            var proof = new InclusionProof(index, path);
            Assert.False(proof.Verify(size, tree.Root, [.. leaves[index], 0]));
            Assert.False(proof.Verify(size, Flipped(tree.Root), leaves[index]));
            Assert.False(proof.Verify(index, tree.Root, leaves[index]));
            Assert.False(proof.Verify(0, tree.Root, leaves[index]));
            Assert.False(new InclusionProof(-1, path).Verify(size, tree.Root, leaves[index]));
            Assert.False(new InclusionProof(size, path).Verify(size, tree.Root, leaves[index]));
            for (var place = 0; place < size; place++)
            {
                Assert.Equal(place == index, new InclusionProof(place, path).Verify(size, tree.Root, leaves[index]));
            }
        }
    }

    [Fact]
    public void Tampered_consistency_proofs_are_rejected()
    {
        const int NewSize = 13;
        var tree = Tree(Leaves(NewSize));
        for (var oldSize = 1; oldSize < NewSize; oldSize++)
        {
            var oldRoot = tree.RootAt(oldSize);
            var proof = tree.ProveConsistency(oldSize);
            foreach (var wrong in Tampered(proof.Path))
            {
                Assert.False(new ConsistencyProof(wrong).Verify(oldSize, oldRoot, NewSize, tree.Root));
            }

            Assert.False(proof.Verify(oldSize, Flipped(oldRoot), NewSize, tree.Root));
            Assert.False(proof.Verify(oldSize, oldRoot, NewSize, Flipped(tree.Root)));
            Assert.False(proof.Verify(NewSize, tree.Root, oldSize, oldRoot));
            Assert.False(proof.Verify(oldSize, oldRoot, oldSize, oldRoot));
            Assert.False(proof.Verify(-1, oldRoot, NewSize, tree.Root));
        }
    }

    [Fact]
    public void Paths_longer_than_any_tree_are_rejected()
    {
        var endless = Enumerable.Repeat(Bytes32.Zero, 200).ToImmutableArray();
        Assert.False(new InclusionProof(0, endless).Verify(long.MaxValue, Bytes32.Zero, Bytes32.Zero));
        Assert.False(new ConsistencyProof(endless).Verify(1, Bytes32.Zero, long.MaxValue, Bytes32.Zero));
        Assert.False(new ConsistencyProof(endless).Verify(long.MaxValue - 1, Bytes32.Zero, long.MaxValue, Bytes32.Zero));
    }

    [Fact]
    public void An_inner_node_does_not_pass_for_a_leaf()
    {
        var leaves = Leaves(2);
        var tree = Tree(leaves);
        var inside = NaiveTrees.Root(leaves.AsSpan(0, 1)).Concat(NaiveTrees.Root(leaves.AsSpan(1, 1))).ToArray();
        Assert.False(new InclusionProof(0, []).Verify(1, tree.Root, inside));
    }

    [Fact]
    public void Proofs_of_sizes_never_reached_are_refused()
    {
        var tree = Tree(Leaves(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.RootAt(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveInclusion(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveInclusion(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveConsistency(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveConsistency(-1));
    }

    private static byte[][] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(number => Encoding.ASCII.GetBytes($"leaf {number}"))];

    private static HistoryTree Tree(byte[][] leaves) => leaves.Aggregate(HistoryTree.Empty, (tree, leaf) => tree.Append(leaf));

    private static Bytes32 Flipped(Bytes32 hash)
    {
        var bytes = hash.ToArray();
        bytes[31] ^= 1;
        return new Bytes32(bytes);
    }

    /// <summary>The path cut, emptied, lengthened, doubled, with neighbours swapped and each hash flipped: never the path itself.</summary>
    private static IEnumerable<ImmutableArray<Bytes32>> Tampered(ImmutableArray<Bytes32> path)
    {
        yield return path.Add(Bytes32.Zero);
        yield return path.Insert(0, Bytes32.Zero);
        for (var i = 0; i < path.Length; i++)
        {
            yield return path.RemoveAt(i);
            yield return path.Insert(i, path[i]);
            yield return path.SetItem(i, Flipped(path[i]));
            if (i > 0)
            {
                yield return path.SetItem(i, path[i - 1]).SetItem(i - 1, path[i]);
                yield return path[..i];
                yield return [];
            }
        }
    }
}
