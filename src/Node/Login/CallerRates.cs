using HospitalChain.Node.Configuration;
using HospitalChain.Node.Rates;

namespace HospitalChain.Node.Login;

/// <summary>One request rate for each logged-in key, over all endpoints that ask for it.</summary>
public static class CallerRates
{
    private const int BurstSeconds = 10;

    public static IServiceCollection AddCallerRates(this IServiceCollection services, NodeOptions options) => services.AddSingleton(provider =>
        new RateGate(new RateLimit(options.Limits.RequestsPerSecond, options.Limits.RequestsPerSecond * BurstSeconds), provider.GetRequiredService<TimeProvider>()));

    /// <summary>For endpoints that require a login; answers 429 above the rate.</summary>
    public static RouteGroupBuilder LimitCallers(this RouteGroupBuilder endpoints) =>
        endpoints.LimitRate(
            ((IEndpointRouteBuilder)endpoints).ServiceProvider.GetRequiredService<RateGate>(),
            context => Caller.Of(context.User).Key.ToString());
}
