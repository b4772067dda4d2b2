using HospitalChain.Crypto;

namespace HospitalChain.Client.Emergencies;

/// <summary>An emergency as one of its officers knows it.</summary>
/// <param name="Terms">Canonical terms.</param>
/// <param name="Statement">The reason in words; only with the one who leads.</param>
/// <param name="Agreed">The own word was given.</param>
/// <param name="Agreements">Officer's key in hexadecimal → signature, with the one who leads.</param>
/// <param name="Record">The signed opening, to be sent again as it is; null before.</param>
/// <param name="Parts">Record id in hexadecimal → parts, canonical, that came for it.</param>
public sealed record EmergencyNote(
    byte[] Terms, string? Statement, bool Agreed, IReadOnlyDictionary<string, Signature64> Agreements, byte[]? Record, IReadOnlyDictionary<string, IReadOnlyList<byte[]>> Parts);
