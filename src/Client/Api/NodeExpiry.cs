namespace HospitalChain.Client.Api;

/// <summary>Something of a node that ends soon.</summary>
public sealed record NodeExpiry(string What, ulong ExpiresMillis, string Advice);
