using HospitalChain.Node.Content;
using HospitalChain.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace HospitalChain.Node.Problems;

/// <summary>Turns whatever leaves the pipeline without a body (bad JSON, unknown path, a bug) into problem details.</summary>
public static class ProblemPages
{
    public static WebApplication UseProblemPages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerExceptionAsync,
            StatusCodeSelector = StatusOf,
        });
        app.UseStatusCodePages(context =>
            CommonRefusals.ForStatus(context.HttpContext.Response.StatusCode).ToResult().ExecuteAsync(context.HttpContext));
        return app;
    }

    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        StoreException { Code: StoreErrorCodes.DiskFull } => StatusCodes.Status507InsufficientStorage,
        StoreException or ShelfException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static Task AnswerExceptionAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var status = exception is null ? StatusCodes.Status500InternalServerError : StatusOf(exception);
        var detail = exception is BadHttpRequestException ? null : "trace " + context.TraceIdentifier;
        return (exception is ShelfException ? ContentRefusals.Unavailable : CommonRefusals.ForStatus(status)).ToResult(detail).ExecuteAsync(context);
    }
}
