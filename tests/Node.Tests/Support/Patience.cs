namespace HospitalChain.Node.Tests.Support;

/// <summary>How long a test waits for something that should happen at once before it fails.</summary>
public static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static CancellationTokenSource Token() => new(Limit);
}
