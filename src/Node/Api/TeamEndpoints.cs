using HospitalChain.Crypto;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Protocol;
using HospitalChain.Protocol.State;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Api;

/// <summary>GET /v1/chains/{chainId}/teams/{sid}: a session's progress as this node has it, for any key a followed chain knows.</summary>
public static class TeamEndpoints
{
    public static IEndpointRouteBuilder MapTeams(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/chains/{chainId}/teams/{sid}", Progress).WithTags("Chains").WithSummary("Who of a team has signed, who is next, and the time left")
            .RequireAuthorization().LimitRate(ApiRates.Requests(routes.ServiceProvider), ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        return routes;
    }

    private static Results<Ok<TeamView>, ProblemHttpResult> Progress(string chainId, string sid, ILedgers ledgers, TimeProvider time)
    {
        if (LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown)
        {
            return unknown.ToResult();
        }

        var state = ledger!.State;
        return !Bytes32.TryParse(sid, out var parsed) ? Refusals.Malformed.With("a session's id is 64 hexadecimal digits").ToResult()
            : TeamProgress.Of(state.Entries, parsed) is not { } progress ? Refusals.TeamUnknown.With(sid).ToResult()
            : TypedResults.Ok(TeamView.Of(progress, (ulong)time.GetUtcNow().ToUnixTimeMilliseconds(), state.Genesis.Parameters.GraceMillis));
    }
}
