using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Trees;

/// <summary>
/// The part of a state that some rules look at, with the hashes of all the rest: whoever knows the state's root can judge
/// by it alone, with the same rules, and apply changes to it. Canonical: the nodes in preorder, each an array:
/// [0] nothing, [1, hash] not shown, [2, key, value], [3, key, value hash] a leaf whose value is not shown, [4] a branch,
/// followed by its left and its right half.
/// </summary>
public sealed class StateExcerpt
{
    /// <summary>The most nodes an excerpt shows.</summary>
    public const int NodesMax = 4096;

    /// <summary>The longest value of a state entry.</summary>
    private const int ValueBytesMax = 8192;

    private readonly StateNode? top;

    private StateExcerpt(StateNode? top) => this.top = top;

    /// <summary>The root of the state it is of.</summary>
    public Bytes32 Root => top?.Hash ?? Bytes32.Zero;

    /// <summary>What <paramref name="tree"/> has, or has not, at these keys.</summary>
    public static StateExcerpt Of(StateTree tree, IEnumerable<Bytes32> keys)
    {
        var sorted = keys.Distinct().Order().ToArray();
        return new StateExcerpt(Prune(tree.Top, sorted, 0));
    }

    /// <summary>The value shown at <paramref name="key"/>; null where it is absent or not shown.</summary>
    public ReadOnlyMemory<byte>? ValueAt(Bytes32 key) =>
        StateTree.Partial(top, new StateTrace()).TryGet(key, out var value) ? (ReadOnlyMemory<byte>?)value : null;

    /// <summary>The state as far as it is shown.</summary>
    internal StateTree Open(StateTrace trace) => StateTree.Partial(top, trace);

    /// <summary>Writes the canonical array of its nodes.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        var nodes = new List<StateNode?>();
        Gather(top, nodes);
        writer.Array(nodes.Count);
        foreach (var node in nodes)
        {
            _ = node switch
            {
                null => writer.Array(1).UInt(0),
                StateStub => writer.Array(2).UInt(1).Bytes(node.Hash),
                StateLeaf { Value: { } value } leaf => writer.Array(3).UInt(2).Bytes(leaf.Key).Bytes(value),
                StateLeaf leaf => writer.Array(3).UInt(3).Bytes(leaf.Key).Bytes(leaf.ValueHash),
                _ => writer.Array(1).UInt(4),
            };
        }
    }

    internal static StateExcerpt Read(ref CanonicalReader reader)
    {
        var left = reader.List(1, NodesMax);
        var read = ReadNode(ref reader, ref left, 0);
        if (left != 0)
        {
            reader.Fail();
        }

        return new StateExcerpt(reader.Failed ? null : read);
    }

    private static StateNode? Prune(StateNode? node, ReadOnlySpan<Bytes32> keys, int depth)
    {
        if (node is null)
        {
            return null;
        }

        if (keys.IsEmpty)
        {
            return new StateStub(node.Hash);
        }

        if (node is not StateBranch branch)
        {
            return node is StateLeaf { Value: not null } leaf && !keys.Contains(leaf.Key) ? new StateClosedLeaf(leaf.Key, leaf.ValueHash) : node;
        }

        var middle = 0;
        while (middle < keys.Length && !keys[middle].Bit(depth))
        {
            middle++;
        }

        return new StateBranch(Prune(branch.Left, keys[..middle], depth + 1), Prune(branch.Right, keys[middle..], depth + 1));
    }

    private static void Gather(StateNode? node, List<StateNode?> nodes)
    {
        nodes.Add(node);
        if (node is StateBranch branch)
        {
            Gather(branch.Left, nodes);
            Gather(branch.Right, nodes);
        }
    }

    private static StateNode? ReadNode(ref CanonicalReader reader, ref int left, int depth)
    {
        if (reader.Failed || --left < 0)
        {
            reader.Fail();
            return null;
        }

        var fields = reader.List(1, 3);
        var form = reader.UInt(4);
        switch ((form, fields))
        {
            case (0, 1):
                return null;
            case (1, 2):
                return new StateStub(reader.Bytes32());
            case (2, 3):
                return new StateLeaf(reader.Bytes32(), reader.Bytes(0, ValueBytesMax).ToArray());
            case (3, 3):
                return new StateClosedLeaf(reader.Bytes32(), reader.Bytes32());
            case (4, 1) when depth < StateProof.DepthMax:
                return ReadBranch(ref reader, ref left, depth);
            default:
                reader.Fail();
                return null;
        }
    }

    /// <summary>Refused where one half is empty and the other a leaf: that leaf would stand higher.</summary>
    private static StateBranch? ReadBranch(ref CanonicalReader reader, ref int left, int depth)
    {
        var one = ReadNode(ref reader, ref left, depth + 1);
        var other = ReadNode(ref reader, ref left, depth + 1);
        if (reader.Failed || (other is null && one is null or StateLeaf) || (one is null && other is StateLeaf))
        {
            reader.Fail();
            return null;
        }

        return new StateBranch(one, other);
    }
}
