namespace HospitalChain.Storage.Mail;

/// <summary>How much one recipient's box takes.</summary>
public readonly record struct BoxLimit(int LettersMax, long BytesMax);
