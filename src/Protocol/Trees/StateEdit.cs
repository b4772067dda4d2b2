using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>A change on its way into the tree, with the tree's own copy of the value (null removes).</summary>
internal readonly struct StateEdit(Bytes32 key, byte[]? value, int turn = 0)
{
    public readonly Bytes32 Key = key;
    public readonly byte[]? Value = value;

    /// <summary>Its place among the changes, so that of several to one key the last counts.</summary>
    public readonly int Turn = turn;

    public static int ByKeyThenTurn(StateEdit one, StateEdit other)
    {
        var byKey = one.Key.CompareTo(other.Key);
        return byKey != 0 ? byKey : one.Turn.CompareTo(other.Turn);
    }
}
