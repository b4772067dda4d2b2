namespace HospitalChain.Node.Configuration;

/// <summary>A chain this node keeps, given by its genesis file.</summary>
public sealed record ChainOptions(string Name, string GenesisPath, ChainMode Mode)
{
    /// <summary>As a follower it cosigns heads of what it verified.</summary>
    public bool IsWitness { get; init; } = true;

    /// <summary>Peers that a node hears after a restore from a backup before it signs anything.</summary>
    public int ConfirmationsAfterRestore { get; init; } = 1;

    /// <summary>The system manager's node must be one of them. Where it is gone for good the operator may do without.</summary>
    public bool ManagerConfirms { get; init; } = true;
}
