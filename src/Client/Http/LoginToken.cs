namespace HospitalChain.Client.Http;

/// <summary>A bearer token.</summary>
internal sealed record LoginToken(string Token, ulong ExpiryMillis);
