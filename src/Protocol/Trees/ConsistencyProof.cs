using System.Collections.Immutable;
using System.Numerics;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>
/// That a smaller tree is the beginning of a larger one (RFC 6962 §2.1.2). Sizes are not carried: they come from where
/// the roots come from.
/// </summary>
public sealed class ConsistencyProof
{
    /// <summary>The longest path between two trees; a limit for decoders.</summary>
    public const int PathCountMax = 64;

    /// <param name="path">Hashes in the order of RFC 6962's SUBPROOF.</param>
    public ConsistencyProof(ImmutableArray<Bytes32> path) => Path = path.IsDefault ? [] : path;

    public ImmutableArray<Bytes32> Path { get; }

    /// <summary>
    /// True only if the tree (oldSize, oldRoot) is the beginning of (newSize, newRoot) (RFC 9162 §2.1.4.2). The empty
    /// tree begins every tree and equal trees begin each other: both with an empty path and nothing else.
    /// </summary>
    public bool Verify(long oldSize, Bytes32 oldRoot, long newSize, Bytes32 newRoot)
    {
        if (oldSize < 0 || oldSize > newSize)
        {
            return false;
        }

        if (oldSize == newSize)
        {
            return Path.IsEmpty && oldRoot == newRoot && (oldSize > 0 || oldRoot == TreeHash.OfNothing);
        }

        if (oldSize == 0)
        {
            return Path.IsEmpty && oldRoot == TreeHash.OfNothing;
        }

        return VerifyGrowth(oldSize, oldRoot, newSize, newRoot);
    }

    private bool VerifyGrowth(long oldSize, Bytes32 oldRoot, long newSize, Bytes32 newRoot)
    {
        // An old tree of a power of two leaves is itself a node of the new one: its root opens the path unwritten.
        var rest = Path.AsSpan();
        if (rest.IsEmpty)
        {
            return false;
        }

        var start = oldRoot;
        if (!BitOperations.IsPow2(oldSize))
        {
            start = rest[0];
            rest = rest[1..];
        }

        var place = oldSize - 1;
        var shift = BitOperations.TrailingZeroCount(~place);
        place >>= shift;
        var last = (newSize - 1) >> shift;
        var oldHash = start;
        var newHash = start;
        foreach (var sibling in rest)
        {
            if (last == 0)
            {
                return false;
            }

            if ((place & 1) == 1 || place == last)
            {
                oldHash = TreeHash.Node(sibling, oldHash);
                newHash = TreeHash.Node(sibling, newHash);
                while ((place & 1) == 0 && place != 0)
                {
                    place >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                newHash = TreeHash.Node(newHash, sibling);
            }

            place >>= 1;
            last >>= 1;
        }

        return last == 0 && oldHash == oldRoot && newHash == newRoot;
    }
}
