namespace HospitalChain.Node.Login;

/// <summary>A bearer token for the Authorization header.</summary>
public sealed record LoginResult(string Token, long ExpiryMillis, KeyRole Role);
