using HospitalChain.Crypto;

namespace HospitalChain.Node.Mail;

/// <summary>A signed mail from the caller.</summary>
/// <param name="Recipient">Signing key of the recipient, as the envelope names it.</param>
/// <param name="ChainId">The caller's chain, for which MAIL is signed.</param>
/// <param name="Sealed">Hex of the canonical envelope: purpose, sender, recipient, id and sealed bytes.</param>
/// <param name="ExpiryMillis">First millisecond at which nobody should act on it any more.</param>
/// <param name="Signature">MAIL by the caller's key.</param>
public sealed record MailPost(Bytes32 Recipient, Bytes32 ChainId, string Sealed, ulong ExpiryMillis, Signature64 Signature);
