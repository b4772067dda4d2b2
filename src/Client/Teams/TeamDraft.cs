using HospitalChain.Crypto;

namespace HospitalChain.Client.Teams;

/// <summary>
/// A team's diagnosis that its last doctor is storing: sealed once, stored and submitted as often as it takes. Kept
/// encrypted; forgotten once it is submitted.
/// </summary>
/// <param name="Sid">The session.</param>
/// <param name="ContentHash">SHA-256 of the sealed content, which stands in the profile.</param>
/// <param name="ContentKey">K.</param>
/// <param name="Record">The signed record, once made: submitted again as it is, never made anew.</param>
public sealed record TeamDraft(Bytes32 Sid, Bytes32 ContentHash, byte[] ContentKey, byte[]? Record);
