using HospitalChain.Crypto;

namespace HospitalChain.Node.Mail;

/// <summary>A letter as a list shows it.</summary>
public sealed record MailSummary(Bytes32 Id, string Purpose, Bytes32 SenderChain, Bytes32 Sender, long ArrivedMillis, long ExpiryMillis, int SealedBytes);
