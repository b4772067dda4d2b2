using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Api;

/// <summary>
/// GET /v1/chains/ID/head/cosigned: the newest HEAD that witnesses cosigned, its header, and that the chain only grew since
/// the block the caller knows. GET /v1/chains/ID/witnesses: how far each witness is. Any key that a followed chain knows may ask; what comes back proves itself.
/// </summary>
public static class HeadEndpoints
{
    /// <summary>More witnesses than this nobody can demand.</summary>
    private const int WitnessesMax = CosignedHead.CosignaturesMax;

    public static IEndpointRouteBuilder MapHeads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/chains/{chainId}/head/cosigned", Cosigned).WithTags("Proofs").RequireAuthorization(LoginRoles.Appeals)
            .WithSummary("The newest HEAD that at least ?witnesses= parties cosigned, its header, and its consistency with the block at ?since=; canonical MessagePack")
            .LimitRate(ApiRates.Requests(routes.ServiceProvider), ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        routes.MapGet("/v1/chains/{chainId}/witnesses", Witnesses).WithTags("Proofs").RequireAuthorization()
            .WithSummary("Each witness whose word counts for the chain, with the newest HEAD that it cosigned")
            .LimitRate(ApiRates.Requests(routes.ServiceProvider), ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        return routes;
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Cosigned(string chainId, ILedgers ledgers, int witnesses = 0, ulong? since = null)
    {
        if (LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown)
        {
            return unknown.ToResult();
        }

        if (witnesses is < 0 or > WitnessesMax)
        {
            return Refusals.Malformed.With($"witnesses are 0 to {WitnessesMax}").ToResult();
        }

        return ledger!.ReadCosignedHead(witnesses) is not { } head ? Refusals.WitnessesMissing.With($"no head with {witnesses} witnesses yet").ToResult()
            : ledger.ReadHeader(head.Head.Height) is not { } header ? Refusals.HeadTooOld.With("no sealed header yet").ToResult()
            : MessagePackBody.ToResult(new HeadUpdate(head, header, Growth(ledger, since, header)).ToBytes());
    }

    private static Results<Ok<WitnessAnswer[]>, ProblemHttpResult> Witnesses(string chainId, ILedgers ledgers) =>
        LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown ? unknown.ToResult()
        : TypedResults.Ok(ledger!.ReadWitnesses()
            .Select(stand => new WitnessAnswer(stand.Cosignature.Witness, stand.Party, Convert.ToHexStringLower(new CosignedHead(stand.Head, [stand.Cosignature]).ToBytes()))).ToArray());

    private static HistoryProof? Growth(ILedger ledger, ulong? since, SealedHeader later) =>
        since < later.Header.Height && ledger.ReadHeader(since.Value) is { } earlier ? HistoryProof.Of(earlier, later.Header, ledger.State.Headers) : null;
}
