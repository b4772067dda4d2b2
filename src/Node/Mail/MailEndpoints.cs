using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Protocol.Flows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HospitalChain.Node.Mail;

/// <summary>/v1/mail: post a letter, list, fetch and delete one's own. Needs a login.</summary>
public static class MailEndpoints
{
    /// <summary>The mail office. The chain's part replaces <see cref="IMailRelay"/>.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, NodeOptions options)
    {
        services.TryAddSingleton<IMailRelay, LocalMail>();
        services.AddSingleton(new MailLimits(options.Limits.MailsPerBox, options.Limits.MailsPerSender));
        services.AddSingleton<MailOffice>();
        services.AddHostedService<ExpiredMailSweep>();
        return services;
    }

    public static IEndpointRouteBuilder MapMail(this IEndpointRouteBuilder routes)
    {
        var mail = routes.MapGroup("/v1/mail").WithTags("Mail").RequireAuthorization().LimitCallers();
        mail.MapPost("/", PostAsync).WithSummary("Put a signed mail into the recipient's box, wherever that is kept.");
        mail.MapGet("/", List).WithSummary("The caller's letters, oldest first, without their contents.");
        mail.MapGet("/{id}", Fetch).WithSummary("One of the caller's letters: the signed mail, canonical MessagePack.");
        mail.MapDelete("/{id}", Delete);
        return routes;
    }

    private static async Task<Results<Accepted<MailPosted>, ProblemHttpResult>> PostAsync(MailPost post, HttpContext context, MailOffice office, IKeyDirectory directory)
    {
        var caller = Caller.Of(context.User);
        if (Read(post) is not { } mail || mail.Sender != caller.Key || mail.ChainId != caller.ChainId || mail.Recipient != post.Recipient)
        {
            return MailRefusals.BadEnvelope.ToResult();
        }

        if (mail.ToBytes().Length > FlowLimits.MailBytesMax)
        {
            return MailRefusals.TooLarge.ToResult();
        }

        // A recipient that no chain here knows is for the system manager's node to find.
        var home = directory.HomeOf(mail.Recipient) ?? Bytes32.Zero;
        var letter = new MailLetter(mail.Id, mail.Purpose, mail.ChainId, mail.Sender, home, mail.Recipient, mail.ExpiryMillis, mail.Sealed, mail.Signature);
        return await office.PostAsync(letter, context.RequestAborted) is { } refusal
            ? refusal.ToResult()
            : TypedResults.Accepted((string?)null, new MailPosted(mail.Id));
    }

    private static Ok<MailSummary[]> List(HttpContext context, MailOffice office) => TypedResults.Ok(office.List(Caller.Of(context.User).Key)
        .Select(stored => (stored.Letter, Mail: Signed(stored.Letter)))
        .Where(pair => pair.Mail is not null)
        .Select(pair => new MailSummary(pair.Letter.Id, pair.Letter.Sender, pair.Letter.Purpose, pair.Letter.ExpiryMillis, pair.Mail!.ToBytes().Length))
        .ToArray());

    private static Results<FileContentHttpResult, ProblemHttpResult> Fetch(string id, HttpContext context, MailOffice office) =>
        Bytes32.TryParse(id, out var parsed) && office.Fetch(Caller.Of(context.User).Key, parsed) is { } stored && Signed(stored.Letter) is { } mail
            ? MessagePackBody.ToResult(mail.ToBytes())
            : MailRefusals.NotFound.ToResult();

    private static Results<NoContent, ProblemHttpResult> Delete(string id, HttpContext context, MailOffice office) =>
        Bytes32.TryParse(id, out var parsed) && office.Delete(Caller.Of(context.User).Key, parsed) ? TypedResults.NoContent() : MailRefusals.NotFound.ToResult();

    private static SignedMail? Read(MailPost post)
    {
        var envelope = new byte[post.Sealed.Length / 2];
        return post.Sealed.Length % 2 == 0 && Convert.FromHexString(post.Sealed, envelope, out _, out _) == System.Buffers.OperationStatus.Done
            ? SignedMail.Assemble(post.ChainId, envelope, post.ExpiryMillis, post.Signature).Value
            : null;
    }

    private static SignedMail? Signed(MailLetter letter) => SignedMail.Assemble(letter.SenderChain, letter.Sealed.Span, letter.ExpiryMillis, letter.Signature).Value;
}
