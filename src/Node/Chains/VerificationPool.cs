using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Chains;

/// <summary>
/// Runs verification on other threads, for all chains of a node together as many jobs at once as there are cores; what
/// comes more waits. How many wait is bounded by the cores, which have few jobs out at a time.
/// </summary>
internal sealed class VerificationPool(int jobsMax) : IDisposable
{
    private readonly SemaphoreSlim places = new(jobsMax);

    /// <summary>Jobs that run at once.</summary>
    public int JobsMax => jobsMax;

    /// <summary>Runs <paramref name="verify"/> with 32 bytes that nobody could predict.</summary>
    public async Task<T> RunAsync<T>(Func<Bytes32, T> verify, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => verify(new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size))), cancellation);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();
}
