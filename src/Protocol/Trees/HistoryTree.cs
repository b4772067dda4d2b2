using System.Collections.Immutable;
using System.Numerics;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>
/// An append-only RFC 6962 tree as an immutable value: every append gives a new version that shares all but O(log n)
/// nodes with the old one. Any version answers for itself and for every earlier size.
/// </summary>
public sealed class HistoryTree
{
    private readonly Peak? smallest;

    private HistoryTree(Peak? smallest, long size)
    {
        this.smallest = smallest;
        Size = size;
    }

    /// <summary>The tree without leaves.</summary>
    public static HistoryTree Empty { get; } = new(null, 0);

    /// <summary>Leaves in this version.</summary>
    public long Size { get; }

    /// <summary>The RFC 6962 tree hash; of no leaves, SHA-256 of nothing. Computed at each call in O(log n).</summary>
    public Bytes32 Root
    {
        get
        {
            if (smallest is null)
            {
                return TreeHash.OfNothing;
            }

            var hash = smallest.Top.Hash;
            for (var peak = smallest.Larger; peak is not null; peak = peak.Larger)
            {
                hash = TreeHash.Node(peak.Top.Hash, hash);
            }

            return hash;
        }
    }

    /// <summary>The tree with one more leaf.</summary>
    /// <param name="leaf">The leaf's bytes, not their hash.</param>
    public HistoryTree Append(ReadOnlySpan<byte> leaf)
    {
        var top = new Subtree(TreeHash.Leaf(leaf), null, null);
        var height = 0;
        var peak = smallest;
        while (peak is not null && peak.Height == height)
        {
            top = new Subtree(TreeHash.Node(peak.Top.Hash, top.Hash), peak.Top, top);
            height++;
            peak = peak.Larger;
        }

        return new HistoryTree(new Peak(top, height, peak), Size + 1);
    }

    /// <summary>The tree with one more leaf of 32 bytes, such as a header hash.</summary>
    public HistoryTree Append(Bytes32 leaf)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        leaf.CopyTo(bytes);
        return Append(bytes);
    }

    /// <summary>The root this tree had when it held <paramref name="size"/> leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It never had that many.</exception>
    public Bytes32 RootAt(long size)
    {
        ThrowIfNotReached(size);
        return size == 0 ? TreeHash.OfNothing : HashOf(0, size);
    }

    /// <summary>Proves the leaf at <paramref name="index"/> under the root of this version.</summary>
    public InclusionProof ProveInclusion(long index) => ProveInclusion(index, Size);

    /// <summary>Proves the leaf at <paramref name="index"/> under the root at <paramref name="size"/> leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such leaf, or no such size.</exception>
    public InclusionProof ProveInclusion(long index, long size)
    {
        ThrowIfNotReached(size);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<Bytes32>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + LeftSize(end - start);
            if (index < middle)
            {
                path.Add(HashOf(middle, end));
                end = middle;
            }
            else
            {
                path.Add(HashOf(start, middle));
                start = middle;
            }
        }

        path.Reverse();
        return new InclusionProof(index, [.. path]);
    }

    /// <summary>Proves that the tree at <paramref name="oldSize"/> leaves is the beginning of this version.</summary>
    public ConsistencyProof ProveConsistency(long oldSize) => ProveConsistency(oldSize, Size);

    /// <summary>Proves that the tree at <paramref name="oldSize"/> is the beginning of that at <paramref name="newSize"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such sizes, or the old one is larger.</exception>
    public ConsistencyProof ProveConsistency(long oldSize, long newSize)
    {
        ThrowIfNotReached(newSize);
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        var path = new List<Bytes32>();
        var (start, end) = (0L, newSize);
        while (oldSize > 0 && oldSize < end)
        {
            var middle = start + LeftSize(end - start);
            if (oldSize <= middle)
            {
                path.Add(HashOf(middle, end));
                end = middle;
            }
            else
            {
                path.Add(HashOf(start, middle));
                start = middle;
            }
        }

        // What is left is the old tree's right end, or all of it (start 0), whose hash the verifier knows.
        if (start > 0)
        {
            path.Add(HashOf(start, end));
        }

        path.Reverse();
        return new ConsistencyProof([.. path]);
    }

    /// <summary>RFC 6962's k: the largest power of two below <paramref name="size"/>.</summary>
    private static long LeftSize(long size) => 1L << (63 - BitOperations.LeadingZeroCount((ulong)(size - 1)));

    private Bytes32 HashOf(long start, long end)
    {
        var size = end - start;
        if (BitOperations.IsPow2(size))
        {
            return SubtreeAt(start, BitOperations.TrailingZeroCount(size)).Hash;
        }

        var middle = start + LeftSize(size);
        return TreeHash.Node(HashOf(start, middle), HashOf(middle, end));
    }

    /// <summary>The perfect subtree of 2^height leaves from <paramref name="start"/> on, which lies under one peak.</summary>
    private Subtree SubtreeAt(long start, int height)
    {
        var peak = smallest!;
        var peakStart = Size - (1L << peak.Height);
        while (peakStart > start)
        {
            peak = peak.Larger!;
            peakStart -= 1L << peak.Height;
        }

        var subtree = peak.Top;
        for (var level = peak.Height - 1; level >= height; level--)
        {
            subtree = ((start - peakStart) >> level & 1) == 0 ? subtree.Left! : subtree.Right!;
        }

        return subtree;
    }

    private void ThrowIfNotReached(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
    }

    private sealed class Subtree(Bytes32 hash, Subtree? left, Subtree? right)
    {
        public readonly Bytes32 Hash = hash;
        public readonly Subtree? Left = left, Right = right;
    }

    /// <summary>One perfect subtree of the forest, linked to the next larger one on its left.</summary>
    private sealed class Peak(Subtree top, int height, Peak? larger)
    {
        public readonly Subtree Top = top;
        public readonly int Height = height;
        public readonly Peak? Larger = larger;
    }
}
