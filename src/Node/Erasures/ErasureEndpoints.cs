using HospitalChain.Node.Api;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Protocol.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Erasures;

/// <summary>
/// /v1/erasures, on stores and proxies. An order needs no login: its signature says all, and whoever repeats it gets
/// what its holder signed before.
/// </summary>
public static class ErasureEndpoints
{
    private const int OrderBytesMax = 512;
    private const double OrdersPerSecond = 2;
    private const double OrdersBurst = 50;

    public static IEndpointRouteBuilder MapErasures(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/erasures", ObeyAsync).WithTags("Erasure").Accepts<byte[]>(MessagePackBody.MediaType)
            .WithSummary("An order of erasure, canonical MessagePack, by the folder's owner or the hospital; answered, once obeyed, with this holder's signed confirmation; needs no login")
            .LimitRate(ApiRates.Gate(routes.ServiceProvider, OrdersPerSecond, OrdersBurst))
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ObeyAsync(HttpRequest request, ErasureDesk desk, CancellationToken cancellation)
    {
        var (bytes, tooLarge) = await MessagePackBody.ReadAsync(request, OrderBytesMax, cancellation);
        if (tooLarge is not null)
        {
            return tooLarge.ToResult();
        }

        var order = ErasureOrder.Parse(bytes);
        if (!order.Ok)
        {
            return order.Refusal.ToResult();
        }

        var confirmation = await desk.ObeyAsync(order.Value, cancellation);
        return confirmation.Ok ? MessagePackBody.ToResult(confirmation.Value.ToBytes()) : confirmation.Refusal.ToResult();
    }
}
