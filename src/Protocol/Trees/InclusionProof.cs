using System.Collections.Immutable;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>
/// That one leaf stands at <see cref="Index"/> of a tree (RFC 6962 §2.1.1): the sibling hashes from the leaf up. The
/// tree's size is not carried: it must come from where the root came from, or the index could be lied about.
/// </summary>
public sealed class InclusionProof
{
    /// <summary>The longest path a tree of <see cref="long.MaxValue"/> leaves has; a limit for decoders.</summary>
    public const int PathCountMax = 63;

    /// <param name="index">The leaf's place, from 0.</param>
    /// <param name="path">Sibling hashes, the leaf's own sibling first.</param>
    public InclusionProof(long index, ImmutableArray<Bytes32> path)
    {
        Index = index;
        Path = path.IsDefault ? [] : path;
    }

    public long Index { get; }

    public ImmutableArray<Bytes32> Path { get; }

    /// <summary>
    /// True only if <paramref name="leaf"/> is the leaf at <see cref="Index"/> of the tree with this size and root, and
    /// the path is exactly as long as that place needs (RFC 9162 §2.1.3.2).
    /// </summary>
    /// <param name="size">Leaves in the tree: a header's count for records, its height for history.</param>
    /// <param name="root">The tree's root.</param>
    /// <param name="leaf">The leaf's bytes, not their hash.</param>
    public bool Verify(long size, Bytes32 root, ReadOnlySpan<byte> leaf)
    {
        if (Index < 0 || Index >= size)
        {
            return false;
        }

        var place = Index;
        var last = size - 1;
        var hash = TreeHash.Leaf(leaf);
        foreach (var sibling in Path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((place & 1) == 1 || place == last)
            {
                hash = TreeHash.Node(sibling, hash);
                while ((place & 1) == 0 && place != 0)
                {
                    place >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = TreeHash.Node(hash, sibling);
            }

            place >>= 1;
            last >>= 1;
        }

        return last == 0 && hash == root;
    }

    /// <summary>As the other overload, for a leaf of 32 bytes such as a header hash.</summary>
    public bool Verify(long size, Bytes32 root, Bytes32 leaf)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        leaf.CopyTo(bytes);
        return Verify(size, root, bytes);
    }
}
