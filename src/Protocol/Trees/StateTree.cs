using System.Runtime.InteropServices;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>
/// The chain's state as an immutable sparse Merkle tree (chain.md §3): each change gives a new version that shares every
/// untouched subtree with the old one, so keeping several versions costs only their differences. Hashes are computed when
/// a node is made; <see cref="Root"/> is a field read. Safe to read from any thread.
/// </summary>
public sealed class StateTree
{
    private readonly StateNode? top;
    private readonly StateTrace? trace;

    private StateTree(StateNode? top, int count, StateTrace? trace = null)
    {
        this.top = top;
        this.trace = trace;
        Count = count;
    }

    /// <summary>The state without entries; its root is 32 zero bytes.</summary>
    public static StateTree Empty { get; } = new(null, 0);

    /// <summary>Entries in this version.</summary>
    public int Count { get; }

    /// <summary>The header's <c>state_root</c>.</summary>
    public Bytes32 Root => top?.Hash ?? Bytes32.Zero;

    /// <summary>The state with <paramref name="key"/> at <paramref name="value"/>, which is copied.</summary>
    public StateTree Set(Bytes32 key, ReadOnlySpan<byte> value) => Merge([new StateEdit(key, value.ToArray())]);

    /// <summary>The state without <paramref name="key"/>; this same version where it is absent.</summary>
    public StateTree Remove(Bytes32 key) => Merge([new StateEdit(key, null)]);

    /// <summary>
    /// The state after all <paramref name="changes"/>, of which the last to name a key counts. Far cheaper than one by one:
    /// each touched node is hashed once. Values are copied.
    /// </summary>
    public StateTree Apply(IEnumerable<StateChange> changes)
    {
        var edits = new List<StateEdit>();
        foreach (var change in changes)
        {
            edits.Add(new StateEdit(change.Key, change.Value?.ToArray(), edits.Count));
        }

        edits.Sort(StateEdit.ByKeyThenTurn);
        var sorted = CollectionsMarshal.AsSpan(edits);
        var distinct = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i + 1 == sorted.Length || sorted[i].Key != sorted[i + 1].Key)
            {
                sorted[distinct++] = sorted[i];
            }
        }

        return Merge(sorted[..distinct]);
    }

    /// <summary>The value at <paramref name="key"/>, if there is one.</summary>
    public bool TryGet(Bytes32 key, out ReadOnlyMemory<byte> value)
    {
        trace?.Touched.Add(key);
        var met = Descend(key, null);
        if (met is StateLeaf { Value: { } found } leaf && leaf.Key == key)
        {
            value = found;
            return true;
        }

        if (trace is not null && (met is StateStub || (met is StateLeaf closed && closed.Key == key)))
        {
            trace.Missed = true;
        }

        value = default;
        return false;
    }

    /// <summary>The same state, which notes in <paramref name="trace"/> what is asked of it and of every version made from it.</summary>
    internal StateTree Watch(StateTrace trace) => new(top, Count, trace);

    /// <summary>The part of a state that an excerpt shows; every question about the rest counts as missed in <paramref name="trace"/>.</summary>
    internal static StateTree Partial(StateNode? top, StateTrace trace) => new(top, 0, trace);

    /// <summary>The top node.</summary>
    internal StateNode? Top => top;

    public bool Contains(Bytes32 key) => TryGet(key, out _);

    /// <summary>Proves under <see cref="Root"/> that <paramref name="key"/> has its value here, or that it is absent.</summary>
    public StateProof Prove(Bytes32 key)
    {
        var siblings = new List<Bytes32>();
        var met = Descend(key, siblings) as StateLeaf;
        return StateProof.Of(siblings, met is null ? null : new StateProofLeaf(met.Key, met.ValueHash));
    }

    /// <summary>Every entry, by ascending key.</summary>
    public IEnumerable<StateEntry> Entries()
    {
        var waiting = new Stack<StateNode>();
        if (top is not null)
        {
            waiting.Push(top);
        }

        while (waiting.TryPop(out var node))
        {
            if (node is StateLeaf leaf)
            {
                yield return new StateEntry(leaf.Key, leaf.Value!);
                continue;
            }

            var branch = (StateBranch)node;
            if (branch.Right is not null)
            {
                waiting.Push(branch.Right);
            }

            if (branch.Left is not null)
            {
                waiting.Push(branch.Left);
            }
        }
    }

    /// <summary>Follows the key's bits to the leaf or the empty subtree where they end.</summary>
    private StateNode? Descend(in Bytes32 key, List<Bytes32>? siblings)
    {
        var node = top;
        for (var depth = 0; node is StateBranch branch; depth++)
        {
            var right = key.Bit(depth);
            siblings?.Add((right ? branch.Left : branch.Right)?.Hash ?? Bytes32.Zero);
            node = right ? branch.Right : branch.Left;
        }

        return node;
    }

    private StateTree Merge(ReadOnlySpan<StateEdit> edits)
    {
        foreach (var edit in trace is null ? [] : edits)
        {
            trace!.Touched.Add(edit.Key);
        }

        var count = Count;
        var merged = Merge(top, edits, 0, ref count, trace);
        return ReferenceEquals(merged, top) ? this : new StateTree(merged, count, trace);
    }

    /// <summary>The subtree at <paramref name="depth"/> after edits that are sorted and of distinct keys; a null value removes.</summary>
    private static StateNode? Merge(StateNode? node, ReadOnlySpan<StateEdit> edits, int depth, ref int count, StateTrace? trace)
    {
        if (edits.IsEmpty)
        {
            return node;
        }

        if (node is StateStub)
        {
            trace!.Missed = true; // only an excerpt has stubs, and it is always watched
            return node;
        }

        var leaf = node as StateLeaf;
        if (edits.Length == 1 && (node is null || leaf is not null && leaf.Key == edits[0].Key))
        {
            return Replace(leaf, edits[0].Key, edits[0].Value, ref count);
        }

        var branch = node as StateBranch;
        var leafIsRight = leaf is not null && leaf.Key.Bit(depth);
        var oldLeft = branch is not null ? branch.Left : leafIsRight ? null : leaf;
        var oldRight = branch is not null ? branch.Right : leafIsRight ? leaf : null;
        var middle = FirstRight(edits, depth);
        var left = Merge(oldLeft, edits[..middle], depth + 1, ref count, trace);
        var right = Merge(oldRight, edits[middle..], depth + 1, ref count, trace);
        if (ReferenceEquals(left, oldLeft) && ReferenceEquals(right, oldRight))
        {
            return node;
        }

        if ((left is null && right is StateStub) || (right is null && left is StateStub))
        {
            trace!.Missed = true; // a lone leaf would move up, and a stub may be one
        }

        return StateNode.Join(left, right);
    }

    private static StateLeaf? Replace(StateLeaf? leaf, in Bytes32 key, byte[]? value, ref int count)
    {
        if (value is null)
        {
            count -= leaf is null ? 0 : 1;
            return null;
        }

        if (leaf is null)
        {
            count++;
        }
        else if (leaf.Value is { } old && old.AsSpan().SequenceEqual(value))
        {
            return leaf;
        }

        return new StateLeaf(key, value);
    }

    /// <summary>Where the edits of the right half begin.</summary>
    private static int FirstRight(ReadOnlySpan<StateEdit> edits, int depth)
    {
        var (low, high) = (0, edits.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (edits[middle].Key.Bit(depth))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
