using System.Buffers;
using HospitalChain.Crypto.L19;
using HospitalChain.Node.Api;
using HospitalChain.Node.Desk;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Search;

/// <summary>
/// POST /v1/search, at a hospital's own node and for its own doctors. A stolen doctor's key finds only what a patient's
/// trapdoor was given for; since each search costs up to 64 pairings here and a question to the system manager, a doctor
/// has few a minute.
/// </summary>
public static class SearchEndpoints
{
    private const double SearchesPerSecond = 0.5;
    private const double SearchesBurst = 20;

    public static IEndpointRouteBuilder MapSearch(this IEndpointRouteBuilder routes)
    {
        var hospital = routes.ServiceProvider.GetRequiredService<HospitalIdentity>();
        routes.MapPost("/v1/search", SearchAsync).WithTags("Search").WithSummary("Tests a patient's trapdoor on the capsules of one visit")
            .RequireAuthorization(policy => policy.RequireAssertion(context =>
                context.User.Identity is { IsAuthenticated: true } && Caller.Of(context.User) is { Role: KeyRole.Doctor } caller && caller.ChainId == hospital.ChainId))
            .LimitRate(ApiRates.Gate(routes.ServiceProvider, SearchesPerSecond, SearchesBurst), ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }

    private static async Task<Results<Ok<SearchResult>, ProblemHttpResult>> SearchAsync(SearchRequestBody request, SearchDesk desk, CancellationToken cancellation)
    {
        if (!LedgerPaths.TryReadPid(request.Pid, out var pid))
        {
            return Refusals.Malformed.With($"a pseudo-identity is {2 * RecordLimits.PidBytes} hexadecimal digits").ToResult();
        }

        var bytes = new byte[L19Trapdoor.Size];
        if (request.Trapdoor.Length != 2 * L19Trapdoor.Size
            || Convert.FromHexString(request.Trapdoor, bytes, out _, out _) != OperationStatus.Done
            || !L19Trapdoor.TryDecode(bytes, out var trapdoor))
        {
            return SearchRefusals.TrapdoorMalformed.ToResult();
        }

        var found = await desk.SearchAsync(new CapsuleQuestion(request.ChainId, pid), trapdoor, cancellation);
        return found.Ok ? TypedResults.Ok(new SearchResult(found.Value)) : found.Refusal.ToResult();
    }
}
