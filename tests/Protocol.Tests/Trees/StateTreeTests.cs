using FsCheck;
using FsCheck.Fluent;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Tests.Trees;

public sealed class StateTreeTests
{
    /// <summary>Keys that differ only in a few first and last bits, so that short and full-length paths both occur.</summary>
    private static readonly Gen<Bytes32> Keys =
        from first in Gen.Choose(0, 3)
        from last in Gen.Choose(0, 7)
        select Key((byte)(first << 6), (byte)last);

    private static readonly Gen<StateChange> Changes =
        from key in Keys
        from kind in Gen.Choose(0, 3)
        from value in Gen.Choose(0, 2)
        select kind == 0 ? StateChange.Remove(key) : StateChange.Set(key, new byte[value]);

    private static readonly Arbitrary<StateChange[]> ChangeLists = Changes.ArrayOf().ToArbitrary();

    [Fact]
    public void Random_states_agree_with_the_definition_and_a_dictionary() =>
        Prop.ForAll(ChangeLists, changes =>
        {
            var expected = new SortedDictionary<Bytes32, byte[]>();
            var tree = StateTree.Empty;
            foreach (var change in changes)
            {
                tree = After(tree, change);
                Note(expected, change);
                if (!Agrees(tree, expected))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Changes_at_once_give_what_they_give_one_by_one() =>
        Prop.ForAll(ChangeLists, ChangeLists, (first, second) =>
        {
            var singly = second.Aggregate(first.Aggregate(StateTree.Empty, After), After);
            var atOnce = StateTree.Empty.Apply(first).Apply(second);
            return atOnce.Root == singly.Root && atOnce.Count == singly.Count && SameEntries(atOnce, singly);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Old_versions_stay_what_they_were() =>
        Prop.ForAll(ChangeLists, ChangeLists, (first, second) =>
        {
            var tree = StateTree.Empty.Apply(first);
            var before = tree.Entries().ToList();
            var root = tree.Root;
            _ = second.Aggregate(tree.Apply(second), After);
            return tree.Root == root && tree.Entries().Select(entry => entry.Key).SequenceEqual(before.Select(entry => entry.Key));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_key_is_proved_present_or_absent_and_not_both() =>
        Prop.ForAll(ChangeLists, Keys.ToArbitrary(), (changes, key) =>
        {
            var tree = StateTree.Empty.Apply(changes);
            var proof = tree.Prove(key);
            var present = tree.TryGet(key, out var value);
            return proof.VerifyPresent(tree.Root, key, value.Span) == present
                && proof.VerifyAbsent(tree.Root, key) == !present
                && StateProof.TryMake(proof.EmptySiblings.AsSpan(), proof.Siblings.AsSpan(), proof.Leaf, out var again)
                && again.Depth == proof.Depth
                && again.VerifyAbsent(tree.Root, key) == !present;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Setting_what_is_there_or_removing_what_is_not_gives_the_same_version()
    {
        var tree = StateTree.Empty.Set(Key(0, 1), [1]).Set(Key(0, 2), [2]);
        Assert.Same(tree, tree.Set(Key(0, 1), [1]));
        Assert.Same(tree, tree.Remove(Key(0, 3)));
        Assert.Same(tree, tree.Apply([]));
        Assert.Same(StateTree.Empty, StateTree.Empty.Remove(Key(0, 1)));
    }

    [Fact]
    public void A_value_handed_in_can_be_overwritten_by_its_owner()
    {
        byte[] value = [1, 2, 3];
        var tree = StateTree.Empty.Set(Key(0, 1), value).Apply([StateChange.Set(Key(0, 2), value)]);
        value[0] = 9;
        Assert.All(tree.Entries(), entry => Assert.Equal([1, 2, 3], entry.Value.ToArray()));
    }

    [Fact]
    public void The_last_change_to_a_key_counts()
    {
        var tree = StateTree.Empty.Apply(
            [StateChange.Set(Key(0, 1), new byte[] { 1 }), StateChange.Remove(Key(0, 1)), StateChange.Set(Key(0, 1), new byte[] { 2 })]);
        Assert.True(tree.TryGet(Key(0, 1), out var value));
        Assert.Equal([2], value.ToArray());
    }

    [Fact]
    public void An_empty_value_is_present_and_not_absent()
    {
        var tree = StateTree.Empty.Set(Key(0, 1), []).Set(Key(128, 1), [1]);
        Assert.True(tree.Contains(Key(0, 1)));
        Assert.True(tree.Prove(Key(0, 1)).VerifyPresent(tree.Root, Key(0, 1), []));
        Assert.False(tree.Prove(Key(0, 1)).VerifyAbsent(tree.Root, Key(0, 1)));
    }

    [Fact]
    public void Removing_all_but_one_entry_leaves_that_leaf_as_the_root()
    {
        var alone = StateTree.Empty.Set(Key(0, 1), [1]);
        var tree = alone.Set(Key(0, 0), [2]).Set(Key(192, 0), [3]);
        Assert.Equal(256, tree.Prove(Key(0, 1)).Depth);
        Assert.Equal(alone.Root, tree.Remove(Key(0, 0)).Remove(Key(192, 0)).Root);
        Assert.Equal(Bytes32.Zero, tree.Apply(tree.Entries().Select(entry => StateChange.Remove(entry.Key))).Root);
    }

    internal static Bytes32 Key(byte first, byte last)
    {
        var bytes = new byte[32];
        (bytes[0], bytes[31]) = (first, last);
        return new Bytes32(bytes);
    }

    private static StateTree After(StateTree tree, StateChange change) =>
        change.Value is { } value ? tree.Set(change.Key, value.Span) : tree.Remove(change.Key);

    private static void Note(SortedDictionary<Bytes32, byte[]> expected, StateChange change)
    {
        if (change.Value is { } value)
        {
            expected[change.Key] = value.ToArray();
        }
        else
        {
            expected.Remove(change.Key);
        }
    }

    private static bool Agrees(StateTree tree, SortedDictionary<Bytes32, byte[]> expected) =>
        tree.Root == NaiveTrees.Hash(NaiveTrees.StateRoot([.. expected.Select(entry => (entry.Key.ToArray(), entry.Value))]))
        && tree.Count == expected.Count
        && tree.Entries().Select(entry => entry.Key).SequenceEqual(expected.Keys)
        && tree.Entries().Zip(expected.Values).All(pair => pair.First.Value.Span.SequenceEqual(pair.Second))
        && expected.All(entry => tree.TryGet(entry.Key, out var value) && value.Span.SequenceEqual(entry.Value));

    private static bool SameEntries(StateTree one, StateTree other) =>
        one.Entries().Zip(other.Entries()).All(pair =>
            pair.First.Key == pair.Second.Key && pair.First.Value.Span.SequenceEqual(pair.Second.Value.Span));
}
