using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Login;
using HospitalChain.Node.Pre;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Api;

/// <summary>
/// POST /v1/chains/{chainId}/records, the status and bytes of a record, and the records of a visit. Whoever is logged in
/// may bring a record: its author's signature is what counts, so a stolen login gives no power to write.
/// </summary>
public static class RecordEndpoints
{
    /// <summary>How long a submission waits for the supernode's promise before it is answered.</summary>
    public static readonly TimeSpan PromisePatience = TimeSpan.FromSeconds(2);

    private const int VisitRecordsMax = 1_000;

    public static IEndpointRouteBuilder MapRecords(this IEndpointRouteBuilder routes)
    {
        var gate = ApiRates.Requests(routes.ServiceProvider);
        var chain = routes.MapGroup("/v1/chains/{chainId}").WithTags("Records").RequireAuthorization(LoginRoles.Appeals).LimitRate(gate, ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        chain.MapPost("/records", SubmitAsync).Accepts<byte[]>(MessagePackBody.MediaType)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Brings a record, canonical MessagePack, onto the chain; answers with how far it has come");
        chain.MapGet("/records/{id}", StatusAsync).Produces(StatusCodes.Status200OK, contentType: MessagePackBody.MediaType)
            .WithSummary("How far a record has come; with Accept: application/vnd.msgpack its bytes");
        chain.MapGet("/visits/{pid}/records", Visit).RequireAuthorization().WithSummary("The records that concern a visit, in the order of the chain");
        return routes;
    }

    private static async Task<Results<Accepted<RecordStatusView>, ProblemHttpResult>> SubmitAsync(
        string chainId, HttpRequest request, ILedgers ledgers, IServiceProvider services, CancellationToken cancellation)
    {
        if (LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown)
        {
            return unknown.ToResult();
        }

        var (bytes, tooLarge) = await MessagePackBody.ReadAsync(request, RecordLimits.RecordBytesMax, cancellation);
        if (tooLarge is not null)
        {
            return tooLarge.ToResult();
        }

        var record = Record.Parse(bytes);
        if (!record.Ok)
        {
            return record.Refusal.ToResult();
        }

        if (Caller.Of(request.HttpContext.User) is { Role: KeyRole.Appellant } caller && (record.Value.Body is not Appeal || record.Value.Author != caller.Key))
        {
            return LoginRefusals.NotAllowed.ToResult("only the own appeal");
        }

        if (record.Value.Body is Revoke)
        {
            // On a proxy's node a revocation counts from here on, not from its block on (chain.md §4.7).
            services.GetService<RevocationDesk>()?.Honour(record.Value);
        }

        var submission = await ledger!.SubmitForPromiseAsync(record.Value, PromisePatience, cancellation);
        return submission.Answer.Refusal is { } refusal
            ? refusal.ToResult()
            : TypedResults.Accepted((string?)null, ViewOf(ledger, submission));
    }

    private static async Task<Results<FileContentHttpResult, Ok<RecordStatusView>, ProblemHttpResult>> StatusAsync(
        string chainId, string id, HttpRequest request, ILedgers ledgers, CancellationToken cancellation)
    {
        if (LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown)
        {
            return unknown.ToResult();
        }

        if (!Bytes32.TryParse(id, out var recordId))
        {
            return Refusals.Malformed.With("a record id is 64 hexadecimal digits").ToResult();
        }

        if (!MessagePackBody.IsAsked(request))
        {
            return TypedResults.Ok(ViewOf(ledger!, await ledger!.StatusOfAsync(recordId, cancellation)));
        }

        return ledger!.ReadRecord(recordId) is { } located
            ? MessagePackBody.ToResult(located.Record.Bytes)
            : Refusals.RecordUnknown.With(id).ToResult();
    }

    private static Results<Ok<IReadOnlyList<VisitRecord>>, ProblemHttpResult> Visit(
        string chainId, string pid, HttpContext http, ILedgers ledgers, VisitIndex index)
    {
        if (LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown)
        {
            return unknown.ToResult();
        }

        if (!LedgerPaths.TryReadPid(pid, out var pidBytes))
        {
            return Refusals.Malformed.With($"a pseudo-identity is {2 * RecordLimits.PidBytes} hexadecimal digits").ToResult();
        }

        if (ledger!.State.Entries.Visit(pidBytes) is not { } visit)
        {
            return Refusals.VisitUnknown.ToResult();
        }

        var caller = Caller.Of(http.User);
        var mayList = caller.Key == visit.Signing
            || ledger.State.Entries.Name(visit.Doctors, caller.Key)
            || caller.Role == KeyRole.SystemManager
            || (caller.Role == KeyRole.Hospital && caller.Key == ledger.State.Genesis.Supernode.Signing);
        return mayList
            ? TypedResults.Ok(index.RecordsOf(ledger, pidBytes, VisitRecordsMax))
            : ApiRefusals.NotYourVisit.ToResult();
    }

    internal static RecordStatusView ViewOf(ILedger ledger, Submission submission)
    {
        var answer = submission.Answer;
        return new RecordStatusView(
            answer.RecordId,
            answer.Status switch
            {
                SubmissionStatus.InBlock => "in-block",
                _ => answer.Status.ToString().ToLowerInvariant(),
            },
            submission.Promise is { } promise ? Convert.ToHexStringLower(promise.ToBytes()) : null,
            answer.Height == 0 ? null : answer.Height,
            answer.Refusal?.Code ?? (answer.Status == SubmissionStatus.Rejected ? RejectionCode(ledger, answer.RecordId) : null));
    }

    /// <summary>The code that the hospital's rejection gives.</summary>
    private static string? RejectionCode(ILedger ledger, Bytes32 recordId) =>
        ledger.ReadRecord(recordId) is { IsRefused: true } located
        && ledger.ReadBlock(located.Height)?.Records[located.Index].Body is Rejection rejection
            ? rejection.Code
            : null;
}
