namespace HospitalChain.Node.Rates;

/// <summary>How much may come at once, and how much per second after that.</summary>
public readonly record struct RateLimit(double PerSecond, double Burst);
