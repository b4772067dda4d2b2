using HospitalChain.Node.Problems;
using HospitalChain.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Api;

internal static class RefusalResults
{
    public static ProblemHttpResult ToResult(this RefusalReason reason) => reason.With(string.Empty).ToResult();
}
