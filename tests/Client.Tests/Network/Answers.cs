using System.Net;
using System.Net.Http.Json;
using HospitalChain.Client.Http;
using HospitalChain.Protocol;

namespace HospitalChain.Client.Tests.Network;

internal static class Answers
{
    public static HttpResponseMessage Json(object value, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = JsonContent.Create(value, value.GetType(), options: WireJson.Options) };

    public static HttpResponseMessage Bytes(byte[] value) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(value) };

    public static HttpResponseMessage Problem(HttpStatusCode status, string code, string detail = "") =>
        Json(new { type = "urn:hospitalchain:problem:" + code, title = code, status = (int)status, detail, code, rule = "test", hint = "test" }, status);

    public static HttpResponseMessage Problem(Refusal refusal) => Problem(
        refusal.Reason.Kind switch
        {
            RefusalKind.BadInput => HttpStatusCode.BadRequest,
            RefusalKind.TooLarge => HttpStatusCode.RequestEntityTooLarge,
            RefusalKind.NotAuthorised => HttpStatusCode.Forbidden,
            RefusalKind.NotFound => HttpStatusCode.NotFound,
            RefusalKind.Conflict => HttpStatusCode.Conflict,
            RefusalKind.NotReady => HttpStatusCode.ServiceUnavailable,
            RefusalKind.Integrity => HttpStatusCode.UnprocessableEntity,
            _ => HttpStatusCode.TooManyRequests,
        },
        refusal.Code,
        refusal.Detail);
}
