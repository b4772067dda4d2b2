using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Mail;

public static class MailRefusals
{
    public static readonly HttpRefusal TooLarge = new(StatusCodes.Status413PayloadTooLarge, "MAIL_TOO_LARGE",
        "A mail has at most 40,960 bytes, its envelope included.", "Store large content and send its hash.");

    public static readonly HttpRefusal BadEnvelope = new(StatusCodes.Status400BadRequest, "MAIL_BAD_ENVELOPE",
        "A mail's envelope is canonical and names the caller, the caller's chain and the recipient that the post names.", "Send the envelope exactly as it was signed, logged in as its sender.");

    public static readonly HttpRefusal BadPurpose = new(StatusCodes.Status400BadRequest, "MAIL_BAD_PURPOSE",
        "A purpose is 1 to 32 visible ASCII characters.", "Use the purpose that the sealing names.");

    public static readonly HttpRefusal BadExpiry = new(StatusCodes.Status400BadRequest, "MAIL_BAD_EXPIRY",
        "A letter expires in the future, within thirty days.", "Sign it again with a nearer expiry; check this machine's clock.");

    public static readonly HttpRefusal BadSignature = new(StatusCodes.Status400BadRequest, "MAIL_BAD_SIGNATURE",
        "The sender signs MAIL over recipient, SHA-256 of the sealed bytes, and expiry, for its own chain.", "Sign exactly what is sent.");

    public static readonly HttpRefusal UnknownSender = new(StatusCodes.Status403Forbidden, "MAIL_UNKNOWN_SENDER",
        "The sender is known to a followed chain.", "Enrol first.");

    public static readonly HttpRefusal UnknownRecipient = new(StatusCodes.Status404NotFound, "MAIL_UNKNOWN_RECIPIENT",
        "The recipient is known to the chain named.", "Check key and chain id; if the enrolment is new, wait for its block.");

    public static readonly HttpRefusal IdTaken = new(StatusCodes.Status409Conflict, "MAIL_ID_TAKEN",
        "An id names one letter in a box.", "Choose 32 fresh random bytes.");

    public static readonly HttpRefusal BoxFull = new(StatusCodes.Status429TooManyRequests, "MAIL_BOX_FULL",
        "The letters in one box are bounded.", "Wait until the recipient has fetched and deleted some.");

    public static readonly HttpRefusal SenderFull = new(StatusCodes.Status429TooManyRequests, "MAIL_SENDER_FULL",
        "The waiting letters of one sender are bounded.", "Wait until recipients have fetched and deleted some.");

    public static readonly HttpRefusal OfficeFull = new(StatusCodes.Status429TooManyRequests, "MAIL_OFFICE_FULL",
        "The letters on one node are bounded.", "Wait, or use another node of the chain.");

    public static readonly HttpRefusal NotFound = new(StatusCodes.Status404NotFound, "MAIL_NOT_FOUND",
        "The letter is in the caller's box.", "It may have expired or been deleted; list the box.");

    public static readonly HttpRefusal NoRoute = new(StatusCodes.Status503ServiceUnavailable, "MAIL_NO_ROUTE",
        "The node that keeps the recipient's box can be reached.", "Post the same letter again later.");
}
