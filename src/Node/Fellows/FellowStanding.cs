namespace HospitalChain.Node.Fellows;

/// <summary>What stands for the caller's own visit.</summary>
/// <param name="Offer">The signed offer, canonical, in hexadecimal; null where none stands.</param>
/// <param name="Asks">Asks of the last 24 hours that counted.</param>
/// <param name="RefusedAsks">Asks refused since the oldest of them.</param>
public sealed record FellowStanding(string? Offer, IReadOnlyList<FellowTryView> Asks, uint RefusedAsks);
