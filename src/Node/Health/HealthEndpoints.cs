using System.Reflection;
using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Tls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Health;

/// <summary>GET /v1/health (the process lives), /v1/ready (it can serve) and /v1/version. They need no login.</summary>
public static class HealthEndpoints
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/v1").WithTags("Health");
        health.MapGet("/health", Ok<Liveness> (ExpiryWatch expiry) => TypedResults.Ok(new Liveness("live", expiry.Now())));
        health.MapGet("/ready", Answer).Produces<Readiness>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/version", Describe);
        return routes;
    }

    private static JsonHttpResult<Readiness> Answer(IEnumerable<IReadinessCheck> checks)
    {
        var parts = checks.Select(check => new ReadinessPart(check.Name, check.Missing())).ToArray();
        var ready = Array.TrueForAll(parts, part => part.Missing is null);
        return TypedResults.Json(new Readiness(ready, parts), statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<NodeVersion> Describe(NodeOptions options, TlsIdentity identity, SigningKey key) => TypedResults.Ok(new NodeVersion(
        options.Name,
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        PeerProtocol.Version,
        key.PublicKey,
        identity.Fingerprint));
}
