using HospitalChain.Node.Configuration;
using HospitalChain.Node.Login;
using HospitalChain.Node.Rates;

namespace HospitalChain.Node.Api;

/// <summary>Rates of the services' endpoints: per logged-in key, so that a stolen key slows down nobody but its owner.</summary>
public static class ApiRates
{
    private const int BurstSeconds = 10;

    /// <summary>A gate at the configured rate of requests.</summary>
    public static RateGate Requests(IServiceProvider services)
    {
        var perSecond = services.GetRequiredService<NodeOptions>().Limits.RequestsPerSecond;
        return Gate(services, perSecond, perSecond * BurstSeconds);
    }

    public static RateGate Gate(IServiceProvider services, double perSecond, double burst) =>
        new(new RateLimit(perSecond, burst), services.GetRequiredService<TimeProvider>());

    /// <summary>Names a caller by its key.</summary>
    public static string KeyOf(HttpContext context) => Caller.Of(context.User).Key.ToString();
}
