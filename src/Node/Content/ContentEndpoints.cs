using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Content.S3;
using HospitalChain.Node.Health;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Node.Telemetry;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Net.Http.Headers;

namespace HospitalChain.Node.Content;

/// <summary>
/// /v1/content: announce, send in parts (<c>Upload-Offset</c> says where one starts), finish for a receipt, fetch whole
/// or by range on a ticket that a signed REQUEST earns. Needs a login.
/// </summary>
public static class ContentEndpoints
{
    public const string OffsetHeader = "Upload-Offset";
    public const string TicketHeader = "Delivery-Ticket";

    private const int RequestBytesMax = 1024;
    private const double AccessesPerSecond = 5;
    private const double AccessesBurst = 50;

    /// <summary>The content store in the data directory. What it hands out the chains decide (<see cref="ContentDesk"/>): without any, nothing.</summary>
    public static IServiceCollection AddContent(this IServiceCollection services, NodeOptions options)
    {
        services.TryAddSingleton<ContentBar>((Bytes32 _) => null);
        services.TryAddSingleton<TeamReceipt>(NoTeams);
        services.AddSingleton(provider => new ContentStore(
            Path.Combine(options.DataDirectory, "content"),
            provider.GetRequiredService<IContentShelf>(),
            new ContentLimits
            {
                ContentBytesMax = options.Limits.ContentBytesMax,
                QuotaBytes = options.Limits.ContentQuotaBytes,
                DiskReserveBytes = options.Limits.DiskReserveBytes,
            },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<NodeMeters>()));
        if (options.S3 is { } s3)
        {
            services.AddSingleton(provider => new S3Shelf(S3Service.Open(s3), s3.Bucket, s3.Prefix, provider.GetRequiredService<ILogger<S3Shelf>>()));
            services.AddSingleton<IContentShelf>(provider => provider.GetRequiredService<S3Shelf>());
            services.AddSingleton<S3Readiness>().AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<S3Readiness>());
            services.AddHostedService(provider => provider.GetRequiredService<S3Readiness>());
        }
        else
        {
            services.AddSingleton<IContentShelf>(_ => new FolderShelf(Path.Combine(options.DataDirectory, "content", "stored")));
        }

        services.AddHostedService<AbandonedUploadSweep>();
        return services;
    }

    public static IEndpointRouteBuilder MapContent(this IEndpointRouteBuilder routes)
    {
        var content = routes.MapGroup("/v1/content").WithTags("Content").RequireAuthorization().LimitCallers();
        content.MapPost("/uploads", BeginAsync).WithSummary("Announce content, or find how far its upload is.");
        content.MapGet("/uploads/{sha256}", StatusAsync);
        content.MapPatch("/uploads/{sha256}", AppendAsync).WithMetadata(new DisableRequestSizeLimitAttribute())
            .Accepts<Stream>("application/octet-stream").WithSummary("Add bytes at Upload-Offset.");
        content.MapPost("/uploads/{sha256}/finish", FinishAsync).WithSummary("Check the hash, store, and sign a receipt. Good again after it was stored.");
        content.MapPost("/access", AccessAsync).Accepts<byte[]>(MessagePackBody.MediaType)
            .LimitRate(ApiRates.Gate(routes.ServiceProvider, AccessesPerSecond, AccessesBurst), ApiRates.KeyOf)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("A reader's REQUEST, canonical MessagePack; answered with a ticket once the hospital promised the access record.");
        content.MapMethods("/{sha256}", [HttpMethods.Get, HttpMethods.Head], FetchAsync).WithSummary("Stored bytes on a ticket, whole or by Range.");
        return routes;
    }

    private static async Task<Results<Ok<UploadStatus>, ProblemHttpResult>> BeginAsync(
        UploadRequest request, HttpContext context, ContentStore store, ContentBar bar, CancellationToken cancellation) =>
        bar(request.Sha256) is { } erased ? erased.ToResult()
        : request.SizeBytes < 0 ? CommonRefusals.BadRequest.ToResult("sizeBytes is negative")
        : Answer(await store.BeginAsync(Caller.Of(context.User).Key, request.Sha256, request.SizeBytes, cancellation));

    private static async Task<Results<Ok<UploadStatus>, ProblemHttpResult>> StatusAsync(string sha256, HttpContext context, ContentStore store, CancellationToken cancellation) =>
        Bytes32.TryParse(sha256, out var hash) ? Answer(await store.StatusAsync(Caller.Of(context.User).Key, hash, cancellation)) : NoHash();

    private static async Task<Results<Ok<UploadStatus>, ProblemHttpResult>> AppendAsync(
        string sha256, [FromHeader(Name = OffsetHeader)] long offset, HttpContext context, ContentStore store, ContentBar bar)
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
        string sha256, ReceiptRequest request, HttpContext context, ContentStore store, IKeyDirectory directory, TeamReceipt confirmation, ContentBar bar, SigningKey key, TimeProvider time)
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

        var caller = Caller.Of(context.User);
        if (ContextFor(request, caller, hash, confirmation, out var signedContext) is { } unconfirmed)
        {
            return unconfirmed;
        }

        var finished = await store.FinishAsync(caller.Key, hash, context.RequestAborted);
        if (!finished.Succeeded)
        {
            return finished.Refusal.ToResult(finished.Detail);
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var size = finished.Value.SizeBytes;
        var signature = key.Sign(SignedMessage.Receipt(request.ChainId, hash, (ulong)size, signedContext, (ulong)now));
        return TypedResults.Ok(new SignedReceipt(request.ChainId, hash, size, signedContext, now, key.PublicKey, signature));
    }

    /// <summary>
    /// ctx is computed here and never taken on trust: a receipt for a team's diagnosis is the store's word that it verified the
    /// signatures (chain.md §4.2), and must not be had by asking for a ctx.
    /// </summary>
    private static ProblemHttpResult? ContextFor(ReceiptRequest request, Caller caller, Bytes32 sha256, TeamReceipt confirmation, out Bytes32 context)
    {
        if (request.Session is { } sid)
        {
            return confirmation(caller, request.ChainId, sid, sha256, out context)?.ToResult();
        }

        context = request.ContextOf(caller.Key, sha256) ?? default;
        return context == default ? CommonRefusals.BadRequest.ToResult("a receipt is for a diagnosis (pid, visitKey), a team-diagnosis (sid) or a document (folderKey)") : null;
    }

    /// <summary>A node without chains confirms no team.</summary>
    private static Refusal? NoTeams(Caller caller, Bytes32 chainId, Bytes32 sid, Bytes32 sha256, out Bytes32 context)
    {
        context = default;
        return Refusals.TeamUnknown.With(sid.ToString());
    }

    private static async Task<Results<Ok<ContentDelivery>, ProblemHttpResult>> AccessAsync(HttpContext context, IServiceProvider services, CancellationToken cancellation)
    {
        var (bytes, tooLarge) = await MessagePackBody.ReadAsync(context.Request, RequestBytesMax, cancellation);
        if (tooLarge is not null)
        {
            return tooLarge.ToResult();
        }

        var reader = new CanonicalReader(bytes);
        var request = AccessRequest.Read(ref reader);
        if (!reader.Complete)
        {
            return Refusals.Malformed.With("request").ToResult();
        }

        context.Response.Headers.CacheControl = "no-store";
        var delivery = services.GetService<ContentDesk>() is { } desk
            ? await desk.DeliverAsync(request, Caller.Of(context.User).Key, cancellation)
            : Refusals.ChainUnknown.With("this node keeps no chain");
        return delivery.Ok ? TypedResults.Ok(delivery.Value) : delivery.Refusal.ToResult();
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> FetchAsync(
        string sha256, [FromHeader(Name = TicketHeader)] string? ticket, HttpContext context, ContentStore store, ContentBar bar, IServiceProvider services, NodeMeters meters,
        CancellationToken cancellation)
    {
        if (!Bytes32.TryParse(sha256, out var hash))
        {
            return NoHash();
        }

        if (bar(hash) is { } barred)
        {
            return barred.ToResult();
        }

        if ((services.GetService<ContentDesk>() is { } desk ? await desk.RefusesPartAsync(ticket, Caller.Of(context.User).Key, hash, cancellation) : Refusals.DeliveryTicketInvalid.With("this node keeps no chain")) is { } refusal)
        {
            return refusal.ToResult();
        }

        if (await store.OpenAsync(hash, cancellation) is not { } stream)
        {
            return Refusals.ContentMissing.With(sha256).ToResult();
        }

        context.Response.OnCompleted(() =>
        {
            meters.Content(stored: false, context.Response.ContentLength ?? 0);
            return Task.CompletedTask;
        });
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(stream, "application/octet-stream", entityTag: new EntityTagHeaderValue($"\"{hash}\""), enableRangeProcessing: true);
    }

    private static Results<Ok<UploadStatus>, ProblemHttpResult> Answer(Outcome<UploadStatus> outcome) =>
        outcome.Succeeded ? TypedResults.Ok(outcome.Value) : outcome.Refusal.ToResult(outcome.Detail);

    private static ProblemHttpResult NoHash() => CommonRefusals.BadRequest.ToResult("a SHA-256 is 64 hexadecimal digits");
}
