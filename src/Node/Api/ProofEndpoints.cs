using HospitalChain.Crypto;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Api;

/// <summary>Proofs that a reader checks offline with nothing but the chain's genesis: of a record, and of a state entry.</summary>
public static class ProofEndpoints
{
    /// <summary>PID and purpose, which name a visit's escrow.</summary>
    private const int IdentifierBytesMax = RecordLimits.PidBytes + 1;

    /// <summary>The kinds of state entries a proof can be asked for.</summary>
    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal)
    {
        StateKinds.Enrolment, StateKinds.HospitalChain, StateKinds.Credit, StateKinds.Visit, StateKinds.VisitAuthor, StateKinds.Grant, StateKinds.Record,
        StateKinds.Team, StateKinds.TeamStep,
        StateKinds.Folder, StateKinds.Document, StateKinds.Content, StateKinds.RevocationReceipt,
        StateKinds.Escrow, StateKinds.VisitEscrow, StateKinds.BreakGlass,
        StateKinds.Case, StateKinds.Offence,
    };

    public static IEndpointRouteBuilder MapProofs(this IEndpointRouteBuilder routes)
    {
        var chain = routes.MapGroup("/v1/chains/{chainId}").WithTags("Proofs").RequireAuthorization(LoginRoles.Appeals)
            .LimitRate(ApiRates.Requests(routes.ServiceProvider), ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        chain.MapGet("/records/{id}/proof", ProveRecord).WithSummary("That a record stands in a sealed block, under the newest HEAD or that of the block at ?height=; canonical MessagePack");
        chain.MapGet("/state/{kind}/{identifier}/proof", ProveEntry)
            .WithSummary("What stands, or that nothing stands, at a state entry after the newest block or the one at ?height=; canonical MessagePack");
        return routes;
    }

    /// <summary>The proof of a record in a block, under the newest HEAD, or the newest of the block at <paramref name="headHeight"/>, where that is here.</summary>
    internal static RecordProof? ProofOf(ILedger ledger, Bytes32 recordId, ulong? headHeight = null)
    {
        var state = ledger.State;
        var head = headHeight is { } height ? ledger.ReadHead(height) : ledger.NewestHead;
        return ledger.ReadRecord(recordId) is { IsRefused: false } located && located.Height <= state.Head.Height && ledger.ReadBlock(located.Height) is { } block
            ? RecordProof.Of(block, located.Index, UnderHead(ledger, state, head, block.Header.Height))
            : null;
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> ProveRecord(string chainId, string id, ILedgers ledgers, ulong? height = null) =>
        LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown ? unknown.ToResult()
        : !Bytes32.TryParse(id, out var recordId) ? Refusals.Malformed.With("a record id is 64 hexadecimal digits").ToResult()
        : ProofOf(ledger!, recordId, height) is { } proof ? MessagePackBody.ToResult(proof.ToBytes())
        : Refusals.RecordUnknown.With(id).ToResult();

    private static Results<FileContentHttpResult, ProblemHttpResult> ProveEntry(string chainId, string kind, string identifier, ILedgers ledgers, ulong? height = null)
    {
        if (LedgerPaths.Find(ledgers, chainId, out var ledger) is { } unknown)
        {
            return unknown.ToResult();
        }

        if (!Kinds.Contains(kind))
        {
            return ApiRefusals.KindUnknown.With(string.Empty).ToResult();
        }

        var bytes = new byte[identifier.Length / 2];
        if (identifier.Length is 0 or > 2 * IdentifierBytesMax || identifier.Length % 2 != 0
            || Convert.FromHexString(identifier, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return Refusals.Malformed.With("an identifier is given in hexadecimal digits").ToResult();
        }

        var newest = ledger!.State;
        if ((height is { } asked ? ledger.ReadState(asked) : newest) is not { } state)
        {
            return ApiRefusals.HeightUnknown.With($"the state after block {height} is not at hand").ToResult();
        }

        return ledger.ReadHeader(state.Head.Height) is { } header
            ? MessagePackBody.ToResult(StateEntryProof.Of(header, state.Tree, StateKey.Of(kind, bytes)).ToBytes())
            : Refusals.HeadTooOld.With("no sealed header yet").ToResult();
    }

    /// <summary>HEAD may be newer than what is applied here; then the proof goes without.</summary>
    private static HeadProof? UnderHead(ILedger ledger, ChainState state, SignedHead? newestHead, ulong height) =>
        newestHead is { } head && head.Height <= state.Head.Height && head.Height >= height
        && ledger.ReadHeader(head.Height) is { } newest && ledger.ReadHeader(height) is { } header && newest.Header.Hash == head.HeaderHash
            ? HeadProof.Of(header.Header, newest, state.Headers, head)
            : null;
}
