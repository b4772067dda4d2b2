using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Supervision;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Supervision;

/// <summary>
/// POST /v1/evidence for whoever is logged in: the node verifies it and reports it in its own name, so a patient's key never
/// reaches the registry chain. And what supervision did: cases, and each change of a party's credit.
/// </summary>
public static class SupervisionEndpoints
{
    private const double EvidencePerSecond = 1;
    private const double EvidenceBurst = 10;

    public static IEndpointRouteBuilder MapSupervision(this IEndpointRouteBuilder routes)
    {
        var slow = ApiRates.Gate(routes.ServiceProvider, EvidencePerSecond, EvidenceBurst);
        routes.MapPost("/v1/evidence", TakeAsync).WithTags("Supervision").RequireAuthorization().LimitRate(slow, ApiRates.KeyOf)
            .Accepts<byte[]>(MessagePackBody.MediaType)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests)
            .WithSummary("Hands over evidence against a hospital's supernode, canonical MessagePack, to be reported by this node");
        var chain = routes.MapGroup("/v1/chains/{chainId}").WithTags("Supervision").RequireAuthorization(LoginRoles.Appeals).LimitRate(ApiRates.Requests(routes.ServiceProvider), ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        chain.MapGet("/cases", Cases).WithSummary("Cases of this chain and how far they are");
        chain.MapGet("/credit/{key}/changes", Changes).WithSummary("Each change of a party's credit with its rule and its evidence");
        return routes;
    }

    private static async Task<Results<Accepted<EvidenceTaken>, ProblemHttpResult>> TakeAsync(
        HttpRequest request, ILedgers ledgers, EvidenceShelf shelf, ReportDesk reports, SupervisionWorker worker, CancellationToken cancellation)
    {
        var (bytes, tooLarge) = await MessagePackBody.ReadAsync(request, RecordLimits.EvidenceBytesMax, cancellation);
        if (tooLarge is not null)
        {
            return tooLarge.ToResult();
        }

        var evidence = OffenceEvidence.Parse(bytes);
        if (!evidence.Ok)
        {
            return evidence.Refusal.ToResult();
        }

        if (ledgers.Registry is not { } registry || !reports.MayReport)
        {
            return Refusals.ChainUnknown.With("this node is not enrolled on a registry chain; hand it to the system manager's").ToResult();
        }

        var value = evidence.Value;
        var known = registry.State.Entries.ReportOf(value.OffenceKey);
        var refusal = !value.ProvesItself ? Refusals.AuthorNotAllowed.With("the refused doctor signs a dispute")
            : known is not null ? null
            : Accusation.Refuses(registry.State.Entries, value) ?? value.Refuses();
        if (refusal is not null)
        {
            return refusal.ToResult();
        }

        if (known is null && !shelf.Put(value) && !shelf.Has(value.OffenceKey))
        {
            return Refusals.Busy.With("too much evidence waits to be reported").ToResult();
        }

        worker.Wake();
        return TypedResults.Accepted((string?)null, new EvidenceTaken(value.Code, value.Genesis.ChainId, value.OffenceKey, known));
    }

    private static Results<Ok<CaseView[]>, ProblemHttpResult> Cases(string chainId, ILedgers ledgers, SupervisionJournals journals) =>
        LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown ? unknown.ToResult()
        : TypedResults.Ok(journals.Of(ledger!).Cases().Select(note => CaseView.Of(note, ledger!.State.Entries.Case(note.CaseId)!)).ToArray());

    private static Results<Ok<IReadOnlyList<CreditChange>>, ProblemHttpResult> Changes(string chainId, string key, ILedgers ledgers, SupervisionJournals journals) =>
        LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown ? unknown.ToResult()
        : !Bytes32.TryParse(key, out var parsed) ? Refusals.Malformed.With("a key is 64 hexadecimal digits").ToResult()
        : ledger!.State.Entries.Credit(parsed) is null ? ApiRefusals.KeyUnknown.With(key).ToResult()
        : TypedResults.Ok(journals.Of(ledger).ChangesOf(parsed));
}
