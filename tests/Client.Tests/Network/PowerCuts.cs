using System.Security.Cryptography;

namespace HospitalChain.Client.Tests.Network;

/// <summary>
/// Once armed, each request that changes something is cut twice: first before it arrives, then, sent again, after it was
/// taken and before its answer. With each cut all machines lose their power, and no request gets through until
/// <see cref="Restore"/>. The third time the same bytes pass: a machine that sends others after a cut never gets through.
/// </summary>
internal sealed class PowerCuts
{
    private readonly HashSet<string> arriving = new(StringComparer.Ordinal);
    private readonly HashSet<string> answered = new(StringComparer.Ordinal);

    public bool Armed { get; set; }

    /// <summary>Nothing gets through.</summary>
    public bool Dark { get; private set; }

    /// <summary>How often it went dark.</summary>
    public int Count => arriving.Count + answered.Count;

    public void Restore() => Dark = false;

    public HttpResponseMessage Around(HttpRequestMessage request, byte[] body, Func<HttpResponseMessage> answer)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (Dark)
        {
            throw Cut();
        }

        if (!Armed || request.Method == HttpMethod.Get || path.StartsWith("/v1/login", StringComparison.Ordinal))
        {
            return answer();
        }

        var name = $"{request.Method} {path} {Convert.ToHexString(SHA256.HashData(body))}";
        if (arriving.Add(name))
        {
            throw Cut();
        }

        var taken = answer();
        return answered.Add(name) ? throw Cut() : taken;
    }

    private HttpRequestException Cut()
    {
        Dark = true;
        return new HttpRequestException(HttpRequestError.ConnectionError, "no power");
    }
}
