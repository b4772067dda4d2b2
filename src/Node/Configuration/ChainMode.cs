namespace HospitalChain.Node.Configuration;

/// <summary>What a node does for one chain.</summary>
public enum ChainMode
{
    /// <summary>Verifies and applies what the supernode seals.</summary>
    Follower,

    /// <summary>Verifies records and seals blocks; on the registry chain this makes the node the system manager's.</summary>
    Supernode,
}
