namespace HospitalChain.Node.Health;

/// <summary>Something that ends soon, or did. It stops no block by itself; what it stops, <paramref name="Advice"/> says.</summary>
/// <param name="What">Its name for programs and metrics, never a key or a person.</param>
/// <param name="ExpiresMillis">When; 0 for what ended already at a block.</param>
/// <param name="Advice">What it means and what to do, in words.</param>
public sealed record ExpiryWarning(string What, ulong ExpiresMillis, string Advice);
