using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Pre;

/// <summary>
/// /v1/pre, on the proxy's node. Access needs the reader's login and the reader's signed REQUEST: a stolen token alone
/// reads nothing. A revocation needs no login: its signature says all, and it can only take away.
/// </summary>
public static class PreEndpoints
{
    private const int RequestBytesMax = 1024;
    private const int RevokeBytesMax = 1024;
    private const double AccessesPerSecond = 5;
    private const double AccessesBurst = 50;
    private const double RevocationsPerSecond = 2;
    private const double RevocationsBurst = 50;

    public static IEndpointRouteBuilder MapPre(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/pre/revocations", RevokeAsync).WithTags("Proxy").Accepts<byte[]>(MessagePackBody.MediaType)
            .WithSummary("A revoke record, canonical MessagePack, honoured from now on and passed on to its chain; needs no login")
            .LimitRate(ApiRates.Gate(routes.ServiceProvider, RevocationsPerSecond, RevocationsBurst))
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        var pre = routes.MapGroup("/v1/pre").WithTags("Proxy").RequireAuthorization().LimitCallers()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        pre.MapGet("/", Describe).WithSummary("Who re-encrypts here");
        pre.MapGet("/shares/{shareId}", Share).WithSummary("How far a share is; for its doctor and its patient");
        pre.MapGet("/folders/{chainId}/{grantId}", FolderShare).WithSummary("How far the re-encryption key of a folder's grant is; for the grant's giver and grantee");
        pre.MapPost("/access", AccessAsync).Accepts<byte[]>(MessagePackBody.MediaType)
            .LimitRate(ApiRates.Gate(routes.ServiceProvider, AccessesPerSecond, AccessesBurst), ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("A reader's REQUEST, canonical MessagePack; answered with the record, the re-encrypted capsule and the promise of the access record");
        return routes;
    }

    private static Ok<ProxyView> Describe(ProxyIdentity proxy) =>
        TypedResults.Ok(new ProxyView(proxy.Key, proxy.RegistryChainId, Convert.ToHexStringLower(proxy.Sealing.PublicKey.Encoded)));

    private static Results<Ok<ShareView>, ProblemHttpResult> Share(string shareId, HttpContext http, ShareVault vault, ILedgers ledgers, IKeyDirectory directory)
    {
        if (!Bytes32.TryParse(shareId, out var parsed))
        {
            return Refusals.Malformed.With("a share id is 64 hexadecimal digits").ToResult();
        }

        var caller = directory.PartyOf(Caller.Of(http.User).Key);
        var note = vault.NotesOf(parsed, ledgers.All.Select(ledger => ledger.ChainId)).FirstOrDefault(note => directory.PartyOf(note.Doctor) == caller || note.Patient == caller);
        return note is null ? Refusals.ShareUnknown.With(shareId).ToResult() : TypedResults.Ok(new ShareView(
            note.ShareId,
            note.ChainId,
            note.Stage.ToString().ToLowerInvariant(),
            !note.Doctor.IsZero,
            !note.Patient.IsZero,
            note.GrantId.IsZero ? null : note.GrantId,
            note.Code.Length == 0 ? null : note.Code));
    }

    private static Results<Ok<FolderShareView>, ProblemHttpResult> FolderShare(string chainId, string grantId, HttpContext http, RekeyVault vault, ILedgers ledgers, IKeyDirectory directory)
    {
        if (!Bytes32.TryParse(chainId, out var chain) || !Bytes32.TryParse(grantId, out var grant))
        {
            return Refusals.Malformed.With("a chain id and a grant id are 64 hexadecimal digits each").ToResult();
        }

        var caller = directory.PartyOf(Caller.Of(http.User).Key);
        var entry = ledgers.Find(chain)?.State.Entries.Grant(grant);
        return vault.NoteOf(chain, grant) is { } note && (note.Sender == caller || entry?.Giver == caller || (entry is not null && directory.PartyOf(entry.Grantee) == caller))
            ? TypedResults.Ok(new FolderShareView(chain, grant, note.Stage.ToString().ToLowerInvariant(), note.Code.Length == 0 ? null : note.Code))
            : Refusals.ShareUnknown.With(grantId).ToResult();
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> AccessAsync(
        HttpContext http, AccessDesk desk, DocumentDesk documents, CancellationToken cancellation)
    {
        var (bytes, tooLarge) = await MessagePackBody.ReadAsync(http.Request, RequestBytesMax, cancellation);
        if (tooLarge is not null)
        {
            return tooLarge.ToResult();
        }

        if (Parse(bytes) is not { } request)
        {
            return Refusals.Malformed.With("request").ToResult();
        }

        http.Response.Headers.CacheControl = "no-store";
        var caller = Caller.Of(http.User).Key;
        if (documents.Knows(request))
        {
            var document = await documents.DeliverAsync(request, caller, cancellation);
            return document.Ok ? MessagePackBody.ToResult(document.Value.ToBytes()) : document.Refusal.ToResult();
        }

        var delivery = await desk.DeliverAsync(request, caller, cancellation);
        return delivery.Ok ? MessagePackBody.ToResult(delivery.Value.ToBytes()) : delivery.Refusal.ToResult();
    }

    private static async Task<Results<Accepted<RecordStatusView>, ProblemHttpResult>> RevokeAsync(
        HttpRequest request, RevocationDesk desk, ILedgers ledgers, CancellationToken cancellation)
    {
        var (bytes, tooLarge) = await MessagePackBody.ReadAsync(request, RevokeBytesMax, cancellation);
        if (tooLarge is not null)
        {
            return tooLarge.ToResult();
        }

        var record = Record.Parse(bytes);
        if (!record.Ok)
        {
            return record.Refusal.ToResult();
        }

        if (desk.Honour(record.Value) is { } refusal)
        {
            return refusal.ToResult();
        }

        // It is honoured here whatever becomes of it on the way to the chain, which the answer tells.
        var submission = await desk.SubmitAsync(record.Value, cancellation);
        return TypedResults.Accepted((string?)null, RecordEndpoints.ViewOf(ledgers.Find(record.Value.ChainId)!, submission));
    }

    private static AccessRequest? Parse(byte[] bytes)
    {
        var reader = new CanonicalReader(bytes);
        var request = AccessRequest.Read(ref reader);
        return reader.Complete ? request : null;
    }
}
