using HospitalChain.Crypto;
using HospitalChain.Node.Admin;

namespace HospitalChain.LyingNode;

/// <summary>POST /v1/lies/ORDER, for who can read the node's admin token.</summary>
internal static class LyingOrderEndpoints
{
    private const string Scheme = "Admin ";

    public static void MapOrders(this IEndpointRouteBuilder routes, LyingOrders orders) => routes.MapPost("/v1/lies/{order}", (string order, string? peer, HttpRequest request, AdminToken token) =>
        !(request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.Ordinal) && token.Matches(header[Scheme.Length..])) ? Results.StatusCode(StatusCodes.Status403Forbidden)
        : orders.TryGive(order, Bytes32.TryParse(peer, out var fingerprint) ? fingerprint : null) ? Results.NoContent()
        : Results.BadRequest());
}
