using HospitalChain.Crypto;
using HospitalChain.Node.Problems;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Tls;

/// <summary>/v1/tls: what the node vouches for with its key. /v1/admin/tls: for the machine's own administrator.</summary>
public static class TlsEndpoints
{
    private static readonly TimeSpan SwitchDefault = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan OverlapDefault = TimeSpan.FromDays(1);

    /// <summary>No login needed: whoever pinned the node's key goes on when its certificate changed.</summary>
    public static IEndpointRouteBuilder MapTls(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/tls", Ok<TlsStatement> (TlsIdentity identity, SigningKey key) => TypedResults.Ok(TlsStatement.Of(identity, key)))
            .WithTags("Health").WithSummary("The certificate that this node shows, signed for by its key.");
        return routes;
    }

    public static RouteGroupBuilder MapTlsRotation(this RouteGroupBuilder admin)
    {
        admin.MapPost("/tls/rotate", Rotate).WithSummary("Makes the next certificate, announces it on the registry chain, and shows it after a while.");
        return admin;
    }

    private static Results<Ok<TlsPlanView>, ProblemHttpResult> Rotate(TlsRotation rotation, TlsIdentity identity, uint? switchAfterSeconds, uint? overlapSeconds)
    {
        var switchAfter = switchAfterSeconds is { } wait ? TimeSpan.FromSeconds(wait) : SwitchDefault;
        var overlap = overlapSeconds is { } both ? TimeSpan.FromSeconds(both) : OverlapDefault;
        if (overlap <= switchAfter || overlap.TotalMilliseconds > RecordLimits.TlsOverlapMillisMax)
        {
            return Refusals.TlsOverlapInvalid.With("it is longer than the wait before the switch, and at most thirty days").ToResult();
        }

        if (rotation.Own is null)
        {
            return Refusals.AuthorNotAllowed.With("this node's key is not enrolled with a machine on a registry chain that it follows").ToResult();
        }

        var plan = rotation.Begin(switchAfter, overlap);
        return TypedResults.Ok(new TlsPlanView(identity.Fingerprint, plan.Fingerprint, plan.SwitchMillis, plan.OldUntilMillis));
    }
}
