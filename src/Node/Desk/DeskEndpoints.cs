using System.Buffers;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Rates;
using HospitalChain.Node.Tls;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HospitalChain.Node.Desk;

/// <summary>
/// /v1/desk: tickets, registrations and assignments (chain.md §7), on a hospital's own node. Only the hospital's own key
/// may do more than register. Registering needs no login: a caller without a ticket costs one look-up, and each address
/// has few tries.
/// </summary>
public static class DeskEndpoints
{
    private const double RegistrationsPerSecond = 0.5;
    private const double RegistrationsBurst = 30;
    private const int RegistrationBytesMax = 32 * 1024;
    private static readonly TimeSpan PromisePatience = TimeSpan.FromSeconds(2);

    public static IEndpointRouteBuilder MapDesk(this IEndpointRouteBuilder routes)
    {
        var hospital = routes.ServiceProvider.GetRequiredService<HospitalIdentity>();
        routes.MapPost("/v1/desk/registrations", Register).WithTags("Desk").WithSummary("A patient's registration; good once per ticket, needs no login")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(RegistrationBytesMax))
            .LimitRate(ApiRates.Gate(routes.ServiceProvider, RegistrationsPerSecond, RegistrationsBurst))
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);
        var desk = routes.MapGroup("/v1/desk").WithTags("Desk").LimitCallers()
            .RequireAuthorization(policy => policy.RequireAssertion(context => IsHospital(context.User, hospital)))
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        desk.MapPost("/tickets", Issue).WithSummary("A new ticket with its α, for the patient's hand");
        desk.MapGet("/registrations", List).WithSummary("Registrations that wait for doctors, their block or their letters, opened for the desk");
        desk.MapPost("/visits/{pid}/assign", AssignAsync).WithSummary("Assigns doctors; the node writes the visit's record and the letters");
        return routes;
    }

    private static bool IsHospital(System.Security.Claims.ClaimsPrincipal user, HospitalIdentity hospital) =>
        user.Identity is { IsAuthenticated: true }
        && Caller.Of(user) is { Role: KeyRole.Hospital } caller
        && caller.ChainId == hospital.ChainId
        && caller.Key == hospital.Signing.PublicKey;

    private static Results<Ok<TicketView>, ProblemHttpResult> Issue(
        TicketRequest request, HttpContext http, RegistrationDesk desk, HospitalIdentity hospital, SigningKey nodeKey, TlsIdentity tls)
    {
        var issued = desk.Issue(request.PatientReference ?? string.Empty);
        if (!issued.Ok)
        {
            return issued.Refusal.ToResult();
        }

        http.Response.Headers.CacheControl = "no-store";
        var ticket = new DeskTicket
        {
            ChainId = hospital.ChainId,
            HospitalSealing = hospital.Sealing.PublicKey.Encoded.ToArray(),
            NodeKey = nodeKey.PublicKey,
            TlsFingerprint = tls.Fingerprint,
            Address = $"https://{http.Request.Host}",
            Alpha = issued.Value.Alpha,
        };
        return TypedResults.Ok(new TicketView(
            Convert.ToHexStringLower(ticket.ToBytes()),
            Convert.ToHexStringLower(ticket.Alpha.Span),
            ticket.ChainId,
            Convert.ToHexStringLower(ticket.HospitalSealing.Span),
            ticket.NodeKey,
            ticket.TlsFingerprint,
            ticket.Address,
            issued.Value.IssuedMillis + (ulong)RegistrationDesk.TicketLifetime.TotalMilliseconds));
    }

    private static Results<Accepted<RegistrationResult>, ProblemHttpResult> Register(RegistrationRequest request, RegistrationDesk desk)
    {
        if (Parse(request) is not { } registration)
        {
            return Refusals.Malformed.With("registration").ToResult();
        }

        var taken = desk.Register(registration);
        return taken.Ok
            ? TypedResults.Accepted((string?)null, new RegistrationResult(Convert.ToHexStringLower(registration.Claim.Pid.Span)))
            : taken.Refusal.ToResult();
    }

    private static Ok<PendingRegistration[]> List(HttpContext http, RegistrationDesk desk)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(desk.Pending().Select(entry => ViewOf(desk, entry)).ToArray());
    }

    private static async Task<Results<Accepted<RecordStatusView>, ProblemHttpResult>> AssignAsync(
        string pid, AssignmentRequest request, RegistrationDesk desk, ILedgers ledgers, DeskWorker worker, CancellationToken cancellation)
    {
        if (!LedgerPaths.TryReadPid(pid, out var pidBytes))
        {
            return Refusals.Malformed.With($"a pseudo-identity is {2 * RecordLimits.PidBytes} hexadecimal digits").ToResult();
        }

        var assigned = desk.Assign(pidBytes, request.Doctors);
        if (!assigned.Ok)
        {
            return assigned.Refusal.ToResult();
        }

        var submission = await desk.SubmitAsync(assigned.Value, PromisePatience, cancellation);
        worker.Wake();
        return submission.Answer.Refusal is { } refusal
            ? refusal.ToResult()
            : TypedResults.Accepted((string?)null, RecordEndpoints.ViewOf(ledgers.Find(desk.ChainId)!, submission));
    }

    private static PendingRegistration ViewOf(RegistrationDesk desk, DeskEntry entry)
    {
        var contents = desk.ContentsOf(entry.Registration!);
        return new PendingRegistration(
            Convert.ToHexStringLower(entry.Registration!.Claim.Pid.Span),
            contents.Id,
            contents.Symptoms,
            entry.Reference.Length == 0 ? null : entry.Reference,
            entry.RegisteredMillis,
            entry.Stage == DeskStage.Registered ? "registered" : "assigned",
            entry.Record?.Body is RegisterVisit visit ? visit.Doctors : [],
            entry.RefusalCode.Length == 0 ? null : entry.RefusalCode);
    }

    /// <summary>The parts joined and read as the one canonical registration.</summary>
    private static Registration? Parse(RegistrationRequest request)
    {
        if (Unhex(request.Claim) is not { } claimBytes || Unhex(request.Sealed) is not { } sealedBytes)
        {
            return null;
        }

        var reader = new CanonicalReader(claimBytes);
        var claim = VisitClaim.Read(ref reader);
        return reader.Complete
            ? Registration.Parse(new Registration { Claim = claim, VisitSignature = request.VisitSignature, Sealed = sealedBytes }.ToBytes()).Value
            : null;
    }

    private static byte[]? Unhex(string hex)
    {
        var bytes = new byte[hex.Length / 2];
        return hex.Length % 2 == 0 && Convert.FromHexString(hex, bytes, out _, out _) == OperationStatus.Done ? bytes : null;
    }
}
