namespace HospitalChain.Node.Chains;

/// <summary>A chain cannot be run as configured: what an operator must mend before the node starts.</summary>
public sealed class ChainSetupException(string problem, string hint) : Exception(problem)
{
    /// <summary>One sentence for the operator.</summary>
    public string Hint { get; } = hint;
}
