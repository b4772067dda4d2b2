using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>RFC 6962 tree hashes and proofs over leaves that are all at hand, such as the records of one block.</summary>
public static class MerkleTree
{
    /// <summary>The tree hash; of no leaves, SHA-256 of nothing.</summary>
    /// <param name="leaves">The leaves' bytes in order, not their hashes.</param>
    public static Bytes32 Root(IEnumerable<ReadOnlyMemory<byte>> leaves) => Of(leaves).Root;

    /// <summary>Proves the leaf at <paramref name="index"/> under <see cref="Root"/> of the same leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public static InclusionProof ProveInclusion(IEnumerable<ReadOnlyMemory<byte>> leaves, long index) =>
        Of(leaves).ProveInclusion(index);

    /// <summary>Proves that the first <paramref name="oldSize"/> leaves are the beginning of all of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public static ConsistencyProof ProveConsistency(IEnumerable<ReadOnlyMemory<byte>> leaves, long oldSize) =>
        Of(leaves).ProveConsistency(oldSize);

    /// <summary>The tree as a value, for several proofs over the same leaves.</summary>
    public static HistoryTree Of(IEnumerable<ReadOnlyMemory<byte>> leaves)
    {
        var tree = HistoryTree.Empty;
        foreach (var leaf in leaves)
        {
            tree = tree.Append(leaf.Span);
        }

        return tree;
    }
}
