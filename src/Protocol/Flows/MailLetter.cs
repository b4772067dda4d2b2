using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Flows;

/// <summary>The outside of a mail before it is sealed.</summary>
/// <param name="Purpose">One of <see cref="MailPurposes"/>.</param>
/// <param name="ChainId">The chain on which the sender's key is known.</param>
/// <param name="Recipient">Signing key of the recipient.</param>
/// <param name="Id">32 random bytes.</param>
/// <param name="ExpiryMillis">First millisecond at which nobody should act on it any more.</param>
public sealed record MailLetter(string Purpose, Bytes32 ChainId, Bytes32 Recipient, Bytes32 Id, ulong ExpiryMillis);
