using HospitalChain.Crypto;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Api;

/// <summary>
/// GET /v1/chains, and of each chain its genesis, newest head, headers, blocks, enrolments and credit. Any key that a
/// followed chain knows may read them: what stands in blocks is sealed or pseudonymous. A genesis is public, since a
/// party needs it to sign its enrolment.
/// </summary>
public static class ChainEndpoints
{
    private const double GenesisPerSecond = 5;
    private const double GenesisBurst = 50;

    public static IEndpointRouteBuilder MapChains(this IEndpointRouteBuilder routes)
    {
        var gate = ApiRates.Requests(routes.ServiceProvider);
        routes.MapGet("/v1/chains/{chainId}/genesis", Genesis).WithTags("Chains")
            .WithSummary("The chain's genesis, canonical MessagePack; the chain id is its hash")
            .LimitRate(ApiRates.Gate(routes.ServiceProvider, GenesisPerSecond, GenesisBurst));
        var chains = routes.MapGroup("/v1/chains").WithTags("Chains").RequireAuthorization(LoginRoles.Appeals).LimitRate(gate, ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        chains.MapGet("/", List).WithSummary("The chains this node follows");
        chains.MapGet("/{chainId}/head", Head).WithSummary("The newest signed HEAD, canonical MessagePack");
        chains.MapGet("/{chainId}/headers/{height}", Header).WithSummary("A sealed header, canonical MessagePack");
        chains.MapGet("/{chainId}/blocks/{height}", Block).RequireAuthorization().WithSummary("A sealed block, canonical MessagePack");
        chains.MapGet("/{chainId}/enrolments/{key}", Enrolment).WithSummary("An enrolled key");
        chains.MapGet("/{chainId}/credit/{key}", Credit).WithSummary("A doctor's credit");
        return routes;
    }

    private static Ok<ChainView[]> List(ILedgers ledgers, TimeProvider time) =>
        TypedResults.Ok(ledgers.All.Select(ledger => ViewOf(ledger, (ulong)time.GetUtcNow().ToUnixTimeMilliseconds())).ToArray());

    private static ChainView ViewOf(ILedger ledger, ulong nowMillis)
    {
        var (state, core) = (ledger.State, ledger.Core);
        return new ChainView(
            ledger.ChainId,
            state.Genesis.IsRegistry ? "registry" : "hospital",
            ledger.IsSupernode ? "supernode" : "follower",
            state.Head.Height,
            state.Head.Hash,
            ledger.NewestHead?.TimeMillis ?? 0,
            core.Pending,
            core.NextBlockAtMillis == 0 ? null : core.NextBlockAtMillis - Math.Min(nowMillis, core.NextBlockAtMillis),
            ledger.Stopped is { } stopped ? new StoppedView(stopped.Code, stopped.Detail) : null);
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Genesis(string chainId, ILedgers ledgers) =>
        LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown ? unknown.ToResult() : MessagePackBody.ToResult(ledger!.State.Genesis.ToBytes());

    private static Results<FileContentHttpResult, ProblemHttpResult> Head(string chainId, ILedgers ledgers) =>
        LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown ? unknown.ToResult()
        : ledger!.NewestHead is { } head ? MessagePackBody.ToResult(head.ToBytes())
        : Refusals.HeadTooOld.With("no signed head yet").ToResult();

    private static Results<FileContentHttpResult, ProblemHttpResult> Header(string chainId, ulong height, ILedgers ledgers) =>
        LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown ? unknown.ToResult()
        : ledger!.ReadHeader(height) is { } header ? MessagePackBody.ToResult(header.ToBytes())
        : ApiRefusals.HeightUnknown.With($"height {height}").ToResult();

    private static Results<FileContentHttpResult, ProblemHttpResult> Block(string chainId, ulong height, ILedgers ledgers) =>
        LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown ? unknown.ToResult()
        : ledger!.ReadBlockBytes(height) is { } block ? MessagePackBody.ToResult(block)
        : ApiRefusals.HeightUnknown.With($"height {height}").ToResult();

    private static Results<Ok<EnrolmentView>, ProblemHttpResult> Enrolment(string chainId, string key, ILedgers ledgers) =>
        LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown ? unknown.ToResult()
        : !Bytes32.TryParse(key, out var parsed) ? Refusals.Malformed.With("a key is 64 hexadecimal digits").ToResult()
        : ledger!.State.Entries.Enrolment(parsed) is { } entry ? TypedResults.Ok(EnrolmentView.Of(parsed, entry))
        : ApiRefusals.KeyUnknown.With(key).ToResult();

    private static Results<Ok<CreditView>, ProblemHttpResult> Credit(string chainId, string key, ILedgers ledgers) =>
        LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown ? unknown.ToResult()
        : !Bytes32.TryParse(key, out var parsed) ? Refusals.Malformed.With("a key is 64 hexadecimal digits").ToResult()
        : ledger!.State.Entries.Credit(parsed) is { } credit
            ? TypedResults.Ok(new CreditView(parsed, credit.Points, credit.Expelled, credit.Expelled ? credit.ExpelledAtHeight : null))
        : ApiRefusals.KeyUnknown.With(key).ToResult();
}
