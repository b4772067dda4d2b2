using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Mail;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using MailLetter = HospitalChain.Node.Mail.MailLetter;

namespace HospitalChain.Node.Services;

/// <summary>The node's own mail office, as its services use it.</summary>
internal sealed class NodePostOffice(MailOffice office) : IPostOffice
{
    public async Task<Refusal?> PostAsync(SignedMail mail, Bytes32 recipientChain, CancellationToken cancellation)
    {
        var letter = new MailLetter(mail.Id, mail.Purpose, mail.ChainId, mail.Sender, recipientChain, mail.Recipient, mail.ExpiryMillis, mail.Sealed, mail.Signature);
        return await office.PostAsync(letter, cancellation) is { } refusal
            ? new RefusalReason(refusal.Code, KindOf(refusal.Status), refusal.Rule, refusal.Hint).With(string.Empty)
            : null;
    }

    public IReadOnlyList<BoxLetter> Read(Bytes32 box, int lettersMax) => [.. office.List(box).Take(lettersMax).Select(stored => Open(stored.Letter))];

    public void Remove(Bytes32 box, Bytes32 id) => office.Delete(box, id);

    private static BoxLetter Open(MailLetter letter) =>
        new(letter.Id, SignedMail.Assemble(letter.SenderChain, letter.Sealed.Span, letter.ExpiryMillis, letter.Signature).Value);

    private static RefusalKind KindOf(int status) => status switch
    {
        StatusCodes.Status403Forbidden => RefusalKind.NotAuthorised,
        StatusCodes.Status404NotFound => RefusalKind.NotFound,
        StatusCodes.Status409Conflict => RefusalKind.Conflict,
        StatusCodes.Status413PayloadTooLarge => RefusalKind.TooLarge,
        StatusCodes.Status429TooManyRequests => RefusalKind.RateLimited,
        StatusCodes.Status503ServiceUnavailable => RefusalKind.NotReady,
        _ => RefusalKind.BadInput,
    };
}
