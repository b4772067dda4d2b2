namespace HospitalChain.Node.Mail;

/// <summary>Bounds of the mailboxes.</summary>
public sealed record MailLimits(int LettersPerBox, int LettersPerSender);
