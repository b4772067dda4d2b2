using System.Globalization;
using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Rates;

/// <summary>Puts a <see cref="RateGate"/> in front of endpoints.</summary>
public static class RateGateEndpoints
{
    /// <summary>Answers 429 with Retry-After to callers above <paramref name="gate"/>'s rate. A caller is its network address.</summary>
    public static TBuilder LimitRate<TBuilder>(this TBuilder endpoints, RateGate gate)
        where TBuilder : IEndpointConventionBuilder => endpoints.LimitRate(gate, AddressOf);

    /// <summary>The same, with the caller named by <paramref name="callerOf"/>.</summary>
    public static TBuilder LimitRate<TBuilder>(this TBuilder endpoints, RateGate gate, Func<HttpContext, string> callerOf)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (context, next) =>
        {
            if (gate.TryPass(callerOf(context.HttpContext), out var retryAfter))
            {
                return await next(context);
            }

            var seconds = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds));
            context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return CommonRefusals.TooManyRequests.ToResult();
        });

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "local";
}
