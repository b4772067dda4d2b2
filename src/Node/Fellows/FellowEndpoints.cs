using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Login;
using HospitalChain.Node.Mail;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Fellows;
using HospitalChain.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Fellows;

/// <summary>/v1/fellows: patients who allow being asked by another, and the caller's own offer. For visits' keys only.</summary>
public static class FellowEndpoints
{
    private const double ListsPerSecond = 2;
    private const double ListsBurst = 20;

    /// <summary>Offers and counts, and the mail office's gate for asks.</summary>
    public static IServiceCollection AddFellows(this IServiceCollection services)
    {
        services.AddSingleton(provider => new FellowOffice(
            provider.GetRequiredService<StoreEngine>(), provider.GetRequiredService<ILedgers>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider =>
        {
            var office = provider.GetRequiredService<FellowOffice>();
            return new MailGate(office.MayPost, office.MayKeep);
        });
        services.AddHostedService<FellowSweep>();
        return services;
    }

    public static IEndpointRouteBuilder MapFellows(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/fellows").WithTags("Fellows")
            .RequireAuthorization(policy => policy.RequireAssertion(context =>
                context.User.Identity is { IsAuthenticated: true } && Caller.Of(context.User) is { Role: KeyRole.Patient }))
            .LimitRate(ApiRates.Gate(routes.ServiceProvider, ListsPerSecond, ListsBurst), ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status429TooManyRequests);
        group.MapGet("/", List).WithSummary("Patients who allow being asked, by pseudo-identity, a page at a time");
        group.MapGet("/own", Own).WithSummary("The caller's own offer, and who asked of late");
        group.MapPost("/own", OfferAsync).Accepts<byte[]>(MessagePackBody.MediaType).WithSummary("Allow being asked: a signed offer, canonical MessagePack");
        group.MapDelete("/own", Withdraw).WithSummary("Allow it no longer");
        return routes;
    }

    private static Results<Ok<FellowPage>, ProblemHttpResult> List(FellowOffice office, string? after = null)
    {
        var from = Bytes32.Zero;
        if (after is not null && !Bytes32.TryParse(after, out from))
        {
            return Refusals.Malformed.With("after is a visit's key, 64 hexadecimal digits").ToResult();
        }

        var page = office.List(from);
        return TypedResults.Ok(new FellowPage(
            [.. page.Select(entry => new FellowView(entry.VisitKey, entry.Offer.ChainId, Convert.ToHexStringLower(entry.Offer.Pid.Span), Convert.ToHexStringLower(entry.Offer.ToBytes())))],
            page.Count == FellowOffice.PageMax ? page[^1].VisitKey : null));
    }

    private static Ok<FellowStanding> Own(HttpContext context, FellowOffice office)
    {
        var (offer, tries) = office.Of(Caller.Of(context.User).Key);
        return TypedResults.Ok(new FellowStanding(
            offer is null ? null : Convert.ToHexStringLower(offer.ToBytes()), [.. tries.Counted.Select(entry => new FellowTryView(entry.Millis, entry.Other))], tries.Refused));
    }

    private static async Task<Results<Ok<FellowStanding>, ProblemHttpResult>> OfferAsync(HttpContext context, FellowOffice office, CancellationToken cancellation)
    {
        var (bytes, tooLarge) = await MessagePackBody.ReadAsync(context.Request, FellowOffer.BytesMax, cancellation);
        if (tooLarge is not null)
        {
            return tooLarge.ToResult();
        }

        var offer = FellowOffer.Parse(bytes);
        return !offer.Ok ? offer.Refusal.ToResult()
            : office.Offer(Caller.Of(context.User), offer.Value) is { } refusal ? refusal.ToResult()
            : Own(context, office);
    }

    private static NoContent Withdraw(HttpContext context, FellowOffice office)
    {
        office.Withdraw(Caller.Of(context.User));
        return TypedResults.NoContent();
    }
}
