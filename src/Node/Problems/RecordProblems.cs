using HospitalChain.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Problems;

/// <summary>The chain's own refusals as HTTP answers.</summary>
public static class RecordProblems
{
    public static ProblemHttpResult ToResult(this Refusal refusal) =>
        HttpRefusal.Of(refusal.Reason).ToResult(refusal.Detail.Length == 0 ? null : refusal.Detail);

    /// <summary>The HTTP status of a kind.</summary>
    public static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.BadInput => StatusCodes.Status400BadRequest,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.NotAuthorised => StatusCodes.Status403Forbidden,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.NotReady => StatusCodes.Status503ServiceUnavailable,
        RefusalKind.Integrity => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.RateLimited => StatusCodes.Status429TooManyRequests,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a kind without a status"),
    };
}
