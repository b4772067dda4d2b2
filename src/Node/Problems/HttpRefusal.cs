using HospitalChain.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Problems;

/// <summary>
/// Why a caller is refused: one value per rule. It becomes RFC 9457 problem details whose <c>code</c> never changes
/// once published, whose <c>rule</c> says what had to hold, and whose <c>hint</c> says what to do next.
/// </summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable, upper case: programs branch on it.</param>
public sealed record HttpRefusal(int Status, string Code, string Rule, string Hint)
{
    /// <summary>The case at hand, where the refusal itself knows it; never patient data.</summary>
    public string? Detail { get; init; }

    /// <summary>One of the chain's own reasons as an HTTP answer.</summary>
    public static HttpRefusal Of(RefusalReason reason) => new(RecordProblems.StatusOf(reason.Kind), reason.Code, reason.Rule, reason.Hint);

    /// <summary>The answer to send. <paramref name="detail"/> names the case at hand and never carries patient data.</summary>
    public ProblemHttpResult ToResult(string? detail = null) => TypedResults.Problem(
        detail: detail ?? Detail,
        statusCode: Status,
        title: Rule,
        type: "urn:hospitalchain:problem:" + Code,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["code"] = Code,
            ["rule"] = Rule,
            ["hint"] = Hint,
        });
}
