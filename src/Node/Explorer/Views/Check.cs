namespace HospitalChain.Node.Explorer.Views;

/// <summary>One thing that this node computed for the page, and what came out.</summary>
/// <param name="Claim">What had to hold, as a sentence.</param>
/// <param name="Holds">It holds.</param>
/// <param name="Source">Section of the specification.</param>
/// <param name="Steps">How it was computed, in order; may be empty.</param>
public sealed record Check(string Claim, bool Holds, string Source, IReadOnlyList<ProofStep> Steps)
{
    public Check(string claim, bool holds, string source)
        : this(claim, holds, source, [])
    {
    }
}
