using HospitalChain.Crypto;

namespace HospitalChain.Node.Mail;

/// <summary>The recipient's node has the mail.</summary>
/// <param name="Id">Names it in its box.</param>
public sealed record MailPosted(Bytes32 Id);
