using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>What stands for the own visit at a node.</summary>
/// <param name="Offer">The signed offer, canonical; null where none stands.</param>
/// <param name="Asks">Asks of the last 24 hours that counted.</param>
/// <param name="RefusedAsks">Asks that the node turned away since the oldest of them.</param>
public sealed record FellowStanding(byte[]? Offer, IReadOnlyList<FellowTry> Asks, uint RefusedAsks);
