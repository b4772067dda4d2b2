using HospitalChain.Crypto;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Node.Telemetry;
using HospitalChain.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Net.Http.Headers;

namespace HospitalChain.Node.Content;

/// <summary>
/// /v1/content: announce, send in parts (<c>Upload-Offset</c> says where one starts), finish for a receipt, fetch whole
/// or by range. Needs a login.
/// </summary>
public static class ContentEndpoints
{
    public const string OffsetHeader = "Upload-Offset";

    /// <summary>The content store in the data directory. The chain's part may replace <see cref="ContentAccess"/>.</summary>
    public static IServiceCollection AddContent(this IServiceCollection services, NodeOptions options)
    {
        services.TryAddSingleton<ContentAccess>((_, _) => null);
        services.TryAddSingleton<ContentBar>((Bytes32 _) => null);
        services.TryAddSingleton<TeamReceipt>((_, request, _) => Refusals.TeamUnknown.With($"{request.Sid}"));
        services.AddSingleton<IContentStore>(provider => new FolderContentStore(
            Path.Combine(options.DataDirectory, "content"),
            new ContentLimits
            {
                ContentBytesMax = options.Limits.ContentBytesMax,
                QuotaBytes = options.Limits.ContentQuotaBytes,
                DiskReserveBytes = options.Limits.DiskReserveBytes,
            },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<NodeMeters>()));
        services.AddHostedService<AbandonedUploadSweep>();
        return services;
    }

    public static IEndpointRouteBuilder MapContent(this IEndpointRouteBuilder routes)
    {
        var content = routes.MapGroup("/v1/content").WithTags("Content").RequireAuthorization().LimitCallers();
        content.MapPost("/uploads", Begin).WithSummary("Announce content, or find how far its upload is.");
        content.MapGet("/uploads/{sha256}", Status);
        content.MapPatch("/uploads/{sha256}", AppendAsync).WithMetadata(new DisableRequestSizeLimitAttribute())
            .Accepts<Stream>("application/octet-stream").WithSummary("Add bytes at Upload-Offset.");
        content.MapPost("/uploads/{sha256}/finish", FinishAsync).WithSummary("Check the hash, store, and sign a receipt. Good again after it was stored.");
        content.MapMethods("/{sha256}", [HttpMethods.Get, HttpMethods.Head], Fetch).WithSummary("Stored bytes, whole or by Range.");
        return routes;
    }

    private static Results<Ok<UploadStatus>, ProblemHttpResult> Begin(UploadRequest request, HttpContext context, IContentStore store, ContentBar bar) =>
        bar(request.Sha256) is { } erased ? erased.ToResult() : request.SizeBytes < 0 ? CommonRefusals.BadRequest.ToResult("sizeBytes is negative") : Answer(store.Begin(Caller.Of(context.User).Key, request.Sha256, request.SizeBytes));

    private static Results<Ok<UploadStatus>, ProblemHttpResult> Status(string sha256, HttpContext context, IContentStore store) =>
        Bytes32.TryParse(sha256, out var hash) ? Answer(store.Status(Caller.Of(context.User).Key, hash)) : NoHash();

    private static async Task<Results<Ok<UploadStatus>, ProblemHttpResult>> AppendAsync(
        string sha256, [FromHeader(Name = OffsetHeader)] long offset, HttpContext context, IContentStore store, ContentBar bar)
    {
        if (!Bytes32.TryParse(sha256, out var hash))
        {
            return NoHash();
        }

        if (bar(hash) is { } erased)
        {
            return erased.ToResult();
        }

        return Answer(await store.AppendAsync(Caller.Of(context.User).Key, hash, offset, context.Request.Body, context.RequestAborted));
    }

    private static async Task<Results<Ok<SignedReceipt>, ProblemHttpResult>> FinishAsync(
        string sha256, ReceiptRequest request, HttpContext context, IContentStore store, IKeyDirectory directory, TeamReceipt confirmation, ContentBar bar, SigningKey key, TimeProvider time)
    {
        if (!Bytes32.TryParse(sha256, out var hash))
        {
            return NoHash();
        }

        if (bar(hash) is { } erased)
        {
            return erased.ToResult();
        }

        if (!directory.Follows(request.ChainId))
        {
            return ContentRefusals.NotFollowed.ToResult();
        }

        if (request.Sid is not null && confirmation(Caller.Of(context.User), request, hash) is { } unconfirmed)
        {
            return unconfirmed.ToResult();
        }

        var finished = await store.FinishAsync(Caller.Of(context.User).Key, hash, context.RequestAborted);
        if (!finished.Succeeded)
        {
            return finished.Refusal.ToResult(finished.Detail);
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var size = finished.Value.SizeBytes;
        var signature = key.Sign(SignedMessage.Receipt(request.ChainId, hash, (ulong)size, request.Context, (ulong)now));
        return TypedResults.Ok(new SignedReceipt(request.ChainId, hash, size, request.Context, now, key.PublicKey, signature));
    }

    private static Results<FileStreamHttpResult, ProblemHttpResult> Fetch(string sha256, HttpContext context, IContentStore store, ContentAccess access, ContentBar bar, NodeMeters meters)
    {
        if (!Bytes32.TryParse(sha256, out var hash))
        {
            return NoHash();
        }

        if ((bar(hash) ?? access(Caller.Of(context.User), hash)) is { } refusal)
        {
            return refusal.ToResult();
        }

        if (store.Open(hash) is not { } stream)
        {
            return ContentRefusals.NotStored.ToResult();
        }

        meters.Content(stored: false, stream.Length);
        return TypedResults.Stream(stream, "application/octet-stream", entityTag: new EntityTagHeaderValue($"\"{hash}\""), enableRangeProcessing: true);
    }

    private static Results<Ok<UploadStatus>, ProblemHttpResult> Answer(Outcome<UploadStatus> outcome) =>
        outcome.Succeeded ? TypedResults.Ok(outcome.Value) : outcome.Refusal.ToResult(outcome.Detail);

    private static ProblemHttpResult NoHash() => CommonRefusals.BadRequest.ToResult("a SHA-256 is 64 hexadecimal digits");
}
