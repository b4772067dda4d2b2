using System.Net;
using System.Text.Json;
using HospitalChain.Protocol;

namespace HospitalChain.Client.Http;

/// <summary>Problem details (RFC 9457) as the refusal they stand for.</summary>
internal static class ProblemReader
{
    private const int ProblemBytesMax = 16 * 1024;

    public static async Task<Refusal> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await BoundedBody.ReadAsync(response, ProblemBytesMax, cancellation).ConfigureAwait(false);
        var status = response.StatusCode;
        try
        {
            using var problem = JsonDocument.Parse(bytes);
            if (problem.RootElement.ValueKind == JsonValueKind.Object && Text(problem, "code") is { Length: > 0 } code)
            {
                var reason = Refusals.Find(code)
                    ?? new RefusalReason(code, KindOf(status), Text(problem, "rule") ?? "the node's API", Text(problem, "hint") ?? "See the node's documentation of this code.");
                return reason.With(Text(problem, "detail") ?? string.Empty);
            }
        }
        catch (JsonException)
        {
            // not problem details: the status is all there is
        }

        return new RefusalReason("HTTP_" + (int)status, KindOf(status), "chain.md §7", "The node answered without a reason; its log has one.");
    }

    private static string? Text(JsonDocument problem, string name) =>
        problem.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static RefusalKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RefusalKind.NotAuthorised,
        HttpStatusCode.NotFound => RefusalKind.NotFound,
        HttpStatusCode.Conflict => RefusalKind.Conflict,
        HttpStatusCode.RequestEntityTooLarge => RefusalKind.TooLarge,
        HttpStatusCode.UnprocessableEntity => RefusalKind.Integrity,
        HttpStatusCode.TooManyRequests => RefusalKind.RateLimited,
        >= HttpStatusCode.InternalServerError => RefusalKind.NotReady,
        _ => RefusalKind.BadInput,
    };
}
