namespace HospitalChain.Node.Mail;

/// <summary>A letter in a box.</summary>
public readonly record struct StoredLetter(MailLetter Letter, ulong ArrivedMillis);
