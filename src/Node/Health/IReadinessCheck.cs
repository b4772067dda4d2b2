namespace HospitalChain.Node.Health;

/// <summary>One thing a node needs before it can serve, such as its store, or a chain that has caught up.</summary>
public interface IReadinessCheck
{
    string Name { get; }

    /// <summary>Null when ready, else what is missing, in words an operator can act on.</summary>
    string? Missing();
}
