using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>
/// What was asked of a watched state and of every version made from it: the keys read and written, and whether an
/// excerpt could not tell. For one thread.
/// </summary>
internal sealed class StateTrace
{
    public SortedSet<Bytes32> Touched { get; } = [];

    /// <summary>Something was asked that the excerpt does not show: whatever was concluded counts for nothing.</summary>
    public bool Missed { get; set; }
}
