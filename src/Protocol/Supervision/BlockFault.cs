namespace HospitalChain.Protocol.Supervision;

/// <summary>Where a sealed block breaks the rules.</summary>
public enum BlockFault
{
    /// <summary>Its header: time, count, or a registry head that goes back.</summary>
    Link = 0,

    /// <summary>One of its records.</summary>
    Record = 1,

    /// <summary>Its state root is not what its records lead to.</summary>
    StateRoot = 2,
}
