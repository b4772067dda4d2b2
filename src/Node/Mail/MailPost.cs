using HospitalChain.Crypto;

namespace HospitalChain.Node.Mail;

/// <summary>A letter from the caller.</summary>
/// <param name="Id">32 random bytes that name it; posting it again is safe.</param>
/// <param name="Purpose">Purpose of the sealing, for the recipient to open it with.</param>
/// <param name="Sealed">Sealed bytes, base64.</param>
/// <param name="Signature">MAIL by the caller's key, for the caller's chain.</param>
public sealed record MailPost(Bytes32 Id, string Purpose, Bytes32 RecipientChain, Bytes32 Recipient, long ExpiryMillis, byte[] Sealed, Signature64 Signature);
