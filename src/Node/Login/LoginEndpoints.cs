using HospitalChain.Node.Configuration;
using HospitalChain.Node.Rates;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HospitalChain.Node.Login;

/// <summary>POST /v1/login/challenge, POST /v1/login, and POST /v1/login/explorer for a token that reads the explorer and no more.</summary>
public static class LoginEndpoints
{
    private const int BurstSeconds = 10;

    /// <summary>Login, bearer tokens and authorization. The chain's part replaces <see cref="IKeyDirectory"/>.</summary>
    public static IServiceCollection AddLogin(this IServiceCollection services)
    {
        services.TryAddSingleton<IKeyDirectory, ClosedKeyDirectory>();
        services.AddSingleton<LoginNonces>().AddSingleton<BearerTokens>().AddSingleton<LoginDesk>();
        services.AddAuthentication(BearerHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        services.AddAuthorization(LoginRoles.Configure);
        return services;
    }

    public static IEndpointRouteBuilder MapLogin(this IEndpointRouteBuilder routes)
    {
        var limits = routes.ServiceProvider.GetRequiredService<NodeOptions>().Limits;
        var gate = new RateGate(new RateLimit(limits.LoginsPerSecond, limits.LoginsPerSecond * BurstSeconds), routes.ServiceProvider.GetRequiredService<TimeProvider>());
        var login = routes.MapGroup("/v1/login").WithTags("Login").LimitRate(gate).ProducesProblem(StatusCodes.Status429TooManyRequests);
        login.MapPost("/challenge", Ok<LoginChallenge> (LoginDesk desk) => TypedResults.Ok(desk.Challenge()));
        login.MapPost("/", Results<Ok<LoginResult>, ProblemHttpResult> (LoginRequest request, LoginDesk desk) =>
            desk.LogIn(request) switch
            {
                ({ } token, _) => TypedResults.Ok(token),
                (_, var refusal) => refusal!.ToResult(),
            }).ProducesProblem(StatusCodes.Status401Unauthorized);
        login.MapPost("/explorer", Ok<LoginResult> (HttpContext context, BearerTokens tokens) => TypedResults.Ok(ForExplorer(Caller.Of(context.User), tokens)))
            .RequireAuthorization().ProducesProblem(StatusCodes.Status401Unauthorized)
            .WithSummary("A token for this node's explorer, of who is logged in; good for reading its pages, for nothing at the API.");
        return routes;
    }

    private static LoginResult ForExplorer(Caller caller, BearerTokens tokens)
    {
        var (token, expiry) = tokens.Issue(caller.ChainId, caller.Key, TokenPurpose.Explorer);
        return new LoginResult(token, expiry.ToUnixTimeMilliseconds(), caller.Role);
    }
}
