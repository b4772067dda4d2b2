using HospitalChain.Crypto;

namespace HospitalChain.Node.Mail;

/// <summary>A mail as a list shows it.</summary>
/// <param name="Size">Bytes of the signed mail.</param>
public sealed record MailSummary(Bytes32 Id, Bytes32 Sender, string Purpose, ulong ExpiryMillis, int Size);
