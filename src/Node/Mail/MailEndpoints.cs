using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
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
        mail.MapPost("/", PostAsync).WithSummary("Put a sealed letter into the recipient's box.");
        mail.MapGet("/", List).WithSummary("The caller's letters, oldest first, without their contents.");
        mail.MapGet("/{id}", Fetch);
        mail.MapDelete("/{id}", Delete);
        return routes;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PostAsync(MailPost post, HttpContext context, MailOffice office)
    {
        var caller = Caller.Of(context.User);
        var letter = new MailLetter(
            post.Id, post.Purpose, caller.ChainId, caller.Key, post.RecipientChain, post.Recipient, (ulong)Math.Max(0, post.ExpiryMillis), post.Sealed, post.Signature);
        return await office.PostAsync(letter, context.RequestAborted) is { } refusal ? refusal.ToResult() : TypedResults.NoContent();
    }

    private static Ok<MailSummary[]> List(HttpContext context, MailOffice office) => TypedResults.Ok(office.List(Caller.Of(context.User).Key)
        .Select(stored => new MailSummary(
            stored.Letter.Id, stored.Letter.Purpose, stored.Letter.SenderChain, stored.Letter.Sender,
            (long)stored.ArrivedMillis, (long)stored.Letter.ExpiryMillis, stored.Letter.Sealed.Length))
        .ToArray());

    private static Results<Ok<MailItem>, ProblemHttpResult> Fetch(string id, HttpContext context, MailOffice office)
    {
        if (!Bytes32.TryParse(id, out var parsed) || office.Fetch(Caller.Of(context.User).Key, parsed) is not { } stored)
        {
            return MailRefusals.NotFound.ToResult();
        }

        var letter = stored.Letter;
        return TypedResults.Ok(new MailItem(
            letter.Id, letter.Purpose, letter.SenderChain, letter.Sender, (long)stored.ArrivedMillis, (long)letter.ExpiryMillis, letter.Sealed.ToArray(), letter.Signature));
    }

    private static Results<NoContent, ProblemHttpResult> Delete(string id, HttpContext context, MailOffice office) =>
        Bytes32.TryParse(id, out var parsed) && office.Delete(Caller.Of(context.User).Key, parsed) ? TypedResults.NoContent() : MailRefusals.NotFound.ToResult();
}
