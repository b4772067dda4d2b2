using HospitalChain.Crypto;

namespace HospitalChain.Node.Mail;

/// <summary>A letter as fetched; the signature lets the recipient check the sender itself.</summary>
public sealed record MailItem(
    Bytes32 Id, string Purpose, Bytes32 SenderChain, Bytes32 Sender, long ArrivedMillis, long ExpiryMillis, byte[] Sealed, Signature64 Signature);
