namespace HospitalChain.Node.Health;

/// <summary>A part of the node that has something with an end.</summary>
public interface IExpirySource
{
    /// <summary>What ends soon enough that somebody should know, or ended.</summary>
    IEnumerable<ExpiryWarning> Expiring(ulong nowMillis);
}
