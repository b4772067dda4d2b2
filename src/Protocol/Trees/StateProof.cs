using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>
/// What stands, or does not, at a key under a state root: siblings from the root down, empties marked in a bitmap, and the
/// leaf met (chain.md §3). The same key means present; another, or none, means absent. Each path has one spelling.
/// </summary>
public sealed class StateProof
{
    /// <summary>The deepest path: one level per key bit.</summary>
    public const int DepthMax = 8 * Bytes32.Size;

    private StateProof(int depth, ImmutableArray<byte> emptySiblings, ImmutableArray<Bytes32> siblings, StateProofLeaf? leaf)
    {
        Depth = depth;
        EmptySiblings = emptySiblings;
        Siblings = siblings;
        Leaf = leaf;
    }

    /// <summary>Levels from the root to where the path ends: siblings, empty or not.</summary>
    public int Depth { get; }

    /// <summary>
    /// One bit per level from the root down, the most significant first, 1 where the sibling is empty; as few bytes as
    /// hold <see cref="Depth"/> bits, the rest zero.
    /// </summary>
    public ImmutableArray<byte> EmptySiblings { get; }

    /// <summary>The siblings that are not empty, from the root down.</summary>
    public ImmutableArray<Bytes32> Siblings { get; }

    /// <summary>The leaf met, or null where the path ends in an empty subtree.</summary>
    public StateProofLeaf? Leaf { get; }

    /// <summary>
    /// Takes the parts as decoded. Refused unless they are the one spelling of a path: a bitmap of the right length with
    /// zero padding, no zero sibling, and no empty sibling last (a lone leaf would stand higher).
    /// </summary>
    public static bool TryMake(
        ReadOnlySpan<byte> emptySiblings,
        ReadOnlySpan<Bytes32> siblings,
        StateProofLeaf? leaf,
        [NotNullWhen(true)] out StateProof? proof)
    {
        proof = null;
        if (emptySiblings.Length > DepthMax / 8 || siblings.Length > DepthMax)
        {
            return false;
        }

        var depth = siblings.Length;
        foreach (var eight in emptySiblings)
        {
            depth += BitOperations.PopCount(eight);
        }

        if (depth > DepthMax || emptySiblings.Length != (depth + 7) / 8)
        {
            return false;
        }

        for (var level = depth; level < 8 * emptySiblings.Length; level++)
        {
            if (IsEmpty(emptySiblings, level))
            {
                return false;
            }
        }

        if (depth > 0 && IsEmpty(emptySiblings, depth - 1) || siblings.Contains(Bytes32.Zero))
        {
            return false;
        }

        proof = new StateProof(depth, [.. emptySiblings], [.. siblings], leaf);
        return true;
    }

    /// <summary>True only if <paramref name="key"/> has exactly <paramref name="value"/> in the state with this root.</summary>
    public bool VerifyPresent(Bytes32 root, Bytes32 key, ReadOnlySpan<byte> value) =>
        Leaf is { } leaf
        && leaf.Key == key
        && leaf.ValueHash == TreeHash.Sha256(value)
        && RootFor(key, TreeHash.StateLeaf(leaf.Key, leaf.ValueHash)) == root;

    /// <summary>True only if <paramref name="key"/> has no entry in the state with this root.</summary>
    public bool VerifyAbsent(Bytes32 root, Bytes32 key)
    {
        if (Leaf is not { } leaf)
        {
            return RootFor(key, Bytes32.Zero) == root;
        }

        return leaf.Key != key
            && SharesPath(leaf.Key, key)
            && RootFor(key, TreeHash.StateLeaf(leaf.Key, leaf.ValueHash)) == root;
    }

    internal static StateProof Of(List<Bytes32> levels, StateProofLeaf? leaf)
    {
        var bitmap = new byte[(levels.Count + 7) / 8];
        var siblings = ImmutableArray.CreateBuilder<Bytes32>(levels.Count);
        for (var level = 0; level < levels.Count; level++)
        {
            if (levels[level].IsZero)
            {
                bitmap[level / 8] |= (byte)(0x80 >> (level % 8));
            }
            else
            {
                siblings.Add(levels[level]);
            }
        }

        return new StateProof(levels.Count, [.. bitmap], siblings.ToImmutable(), leaf);
    }

    private static bool IsEmpty(ReadOnlySpan<byte> bitmap, int level) => (bitmap[level / 8] & (0x80 >> (level % 8))) != 0;

    private bool SharesPath(in Bytes32 one, in Bytes32 other)
    {
        for (var level = 0; level < Depth; level++)
        {
            if (one.Bit(level) != other.Bit(level))
            {
                return false;
            }
        }

        return true;
    }

    private Bytes32 RootFor(in Bytes32 key, Bytes32 hash)
    {
        var next = Siblings.Length;
        for (var level = Depth - 1; level >= 0; level--)
        {
            var sibling = IsEmpty(EmptySiblings.AsSpan(), level) ? Bytes32.Zero : Siblings[--next];
            hash = key.Bit(level) ? TreeHash.Node(sibling, hash) : TreeHash.Node(hash, sibling);
        }

        return hash;
    }
}
