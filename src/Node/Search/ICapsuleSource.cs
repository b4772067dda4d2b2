namespace HospitalChain.Node.Search;

/// <summary>The system manager's node as this one reaches it.</summary>
public interface ICapsuleSource
{
    /// <summary>A visit's capsules, not verified; null when the node can't be reached or has none.</summary>
    Task<VisitCapsules?> AskAsync(CapsuleQuestion question, CancellationToken cancellation);
}
