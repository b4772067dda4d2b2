using System.Net;
using HospitalChain.Crypto;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Admin;

/// <summary>
/// /v1/admin: what the machine's own administrator may do. Needs a loopback connection and
/// <c>Authorization: Admin TOKEN</c> with the token from the data directory.
/// </summary>
public static class AdminEndpoints
{
    private const string Prefix = "Admin ";

    private static readonly HttpRefusal NotAdministrator = new(StatusCodes.Status403Forbidden, "NOT_ADMINISTRATOR",
        "Administration needs a connection from this machine and the admin token.", "Send Authorization: Admin and the contents of admin.token in the node's data directory.");

    /// <summary>The guarded group; further local administration goes into it.</summary>
    public static RouteGroupBuilder MapAdmin(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/v1/admin").WithTags("Administration").ProducesProblem(StatusCodes.Status403Forbidden);
        admin.AddEndpointFilter(async (context, next) => IsAdministrator(context.HttpContext) ? await next(context) : NotAdministrator.ToResult());
        admin.MapGet("/peers", Ok<PeerHubStatus> (PeerHub hub) => TypedResults.Ok(hub.Snapshot()));
        admin.MapPut("/peers/{fingerprint}/block", (string fingerprint, PeerHub hub) => Change(fingerprint, hub.Block))
            .WithSummary("Refuse this peer until it is unblocked or the node restarts.");
        admin.MapDelete("/peers/{fingerprint}/block", (string fingerprint, PeerHub hub) => Change(fingerprint, hub.Unblock));
        return admin;
    }

    private static Results<NoContent, ProblemHttpResult> Change(string fingerprint, Action<Bytes32> change)
    {
        if (!Bytes32.TryParse(fingerprint, out var peer))
        {
            return CommonRefusals.BadRequest.ToResult("a fingerprint is 64 hexadecimal digits");
        }

        change(peer);
        return TypedResults.NoContent();
    }

    private static bool IsAdministrator(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && context.RequestServices.GetRequiredService<AdminToken>().Matches(header[Prefix.Length..].Trim());
    }
}
