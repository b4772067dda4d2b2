using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Authentication;
using System.Text.Json;
using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Client.Http;

/// <summary>
/// One node, talked to as one party or as nobody: pinned TLS, login by signature, calls that may be repeated repeated,
/// refusals thrown as <see cref="RefusedException"/>. Not for concurrent use.
/// </summary>
public sealed class NodeConnection : IDisposable
{
    private const int JsonBytesMax = 4 * 1024 * 1024;
    private const ulong LoginValidMillis = 60_000;
    private const string FinishPath = "/finish";
    private const string Msgpack = "application/vnd.msgpack";
    private HttpClient http;
    private readonly LoginIdentity? identity;
    private readonly TimeProvider time;
    private LoginToken? token;

    /// <param name="node">Where and who.</param>
    /// <param name="identity">As whom; null for calls that need no login.</param>
    /// <param name="handler">The transport, <see cref="PinnedTransport.For"/> outside of tests; disposed with this.</param>
    /// <param name="time">The clock for expiry and waiting.</param>
    public NodeConnection(NodeAddress node, LoginIdentity? identity, HttpMessageHandler handler, TimeProvider time)
    {
        Node = node;
        this.identity = identity;
        this.time = time;
        http = new HttpClient(handler) { BaseAddress = node.Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    public NodeAddress Node { get; private set; }

    /// <summary>
    /// Asked where the node shows another certificate than the pinned one: the node as it vouches for it, and the transport to
    /// it. Without this, or with null, the node is refused.
    /// </summary>
    public Func<NodeAddress, CancellationToken, Task<(NodeAddress Node, HttpMessageHandler Transport)?>>? Renew { get; init; }

    /// <summary>How long the node may take to begin its answer where nothing large goes to it: longer than it waits for a promise.</summary>
    public TimeSpan AnswerWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may pause in the middle of an answer.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(30);

    public void Dispose() => http.Dispose();

    /// <summary>GET of JSON.</summary>
    public async Task<T> GetJsonAsync<T>(string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), repeatable: true, cancellation).ConfigureAwait(false);
        return await ReadJsonAsync<T>(response, cancellation).ConfigureAwait(false);
    }

    /// <summary>GET of canonical bytes, at most <paramref name="bytesMax"/>.</summary>
    public async Task<byte[]> GetBytesAsync(string path, int bytesMax, CancellationToken cancellation)
    {
        using var response = await SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Msgpack));
                return request;
            },
            repeatable: true,
            cancellation).ConfigureAwait(false);
        return await BoundedBody.ReadAsync(response, bytesMax, cancellation).ConfigureAwait(false);
    }

    /// <summary>POST of JSON, answered by JSON.</summary>
    public async Task<T> PostJsonAsync<T>(string path, object? body, bool repeatable, CancellationToken cancellation)
    {
        using var response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: WireJson.Options) },
            repeatable,
            cancellation).ConfigureAwait(false);
        return await ReadJsonAsync<T>(response, cancellation).ConfigureAwait(false);
    }

    /// <summary>POST of canonical bytes, answered by JSON.</summary>
    public async Task<T> PostBytesAsync<T>(string path, ReadOnlyMemory<byte> body, bool repeatable, CancellationToken cancellation)
    {
        using var response = await SendAsync(() => Canonical(path, body), repeatable, cancellation).ConfigureAwait(false);
        return await ReadJsonAsync<T>(response, cancellation).ConfigureAwait(false);
    }

    /// <summary>POST of canonical bytes, answered by canonical bytes.</summary>
    public async Task<byte[]> ExchangeBytesAsync(string path, ReadOnlyMemory<byte> body, int bytesMax, CancellationToken cancellation, bool repeatable = false)
    {
        using var response = await SendAsync(
            () =>
            {
                var request = Canonical(path, body);
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Msgpack));
                return request;
            },
            repeatable,
            cancellation).ConfigureAwait(false);
        return await BoundedBody.ReadAsync(response, bytesMax, cancellation).ConfigureAwait(false);
    }

    /// <summary>A token for this node's explorer in a browser of the same person, good for reading there and nothing else; and when it ends.</summary>
    public async Task<(string Token, ulong ExpiryMillis)> ExplorerTokenAsync(CancellationToken cancellation)
    {
        var given = await PostJsonAsync<LoginToken>("/v1/login/explorer", body: null, repeatable: true, cancellation).ConfigureAwait(false);
        return (given.Token, given.ExpiryMillis);
    }

    public async Task DeleteAsync(string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, path), repeatable: true, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends, logging in first where there is an identity. The answer succeeded; its body is unread.
    /// </summary>
    /// <param name="make">Makes the request anew for each attempt.</param>
    /// <param name="repeatable">Whether doing it twice is the same as once.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusedException">The node refused, cannot be reached, or is not the pinned one.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, bool repeatable, CancellationToken cancellation)
    {
        if (identity is not null)
        {
            await LogInAsync(force: false, cancellation).ConfigureAwait(false);
        }

        var response = await AttemptAsync(make, repeatable, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Unauthorized && identity is not null)
        {
            response.Dispose(); // the token ended with a restart of the node
            await LogInAsync(force: true, cancellation).ConfigureAwait(false);
            response = await AttemptAsync(make, repeatable, cancellation).ConfigureAwait(false);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new RefusedException(await ProblemReader.ReadAsync(response, cancellation).ConfigureAwait(false));
        }
    }

    private static HttpRequestMessage Canonical(string path, ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(Msgpack);
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    internal static async Task<T> ReadJsonAsync<T>(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await BoundedBody.ReadAsync(response, JsonBytesMax, cancellation).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, WireJson.Options) ?? throw new JsonException("null");
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(ClientRefusals.AnswerMalformed.With($"{typeof(T).Name}: {wrong.Path}"));
        }
    }

    private async Task LogInAsync(bool force, CancellationToken cancellation)
    {
        var now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!force && token is not null && token.ExpiryMillis > now + 5_000)
        {
            return;
        }

        token = null;
        var challenge = await LoginCallAsync<LoginChallenge>("/v1/login/challenge", null, cancellation).ConfigureAwait(false);
        if (challenge.NodeKey != Node.NodeKey || challenge.TlsFingerprint != Node.TlsFingerprint)
        {
            throw new RefusedException(ClientRefusals.NodeNotPinned.With($"node {challenge.NodeKey}"));
        }

        var expiry = challenge.TimeMillis + LoginValidMillis;
        var message = SignedMessage.Login(identity!.ChainId, challenge.NodeKey, challenge.TlsFingerprint, challenge.Nonce.ToArray(), expiry);
        var request = new LoginRequest(identity.ChainId, identity.Key.PublicKey, challenge.Nonce, expiry, identity.Key.Sign(message));
        token = await LoginCallAsync<LoginToken>("/v1/login", request, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> RenewAsync(CancellationToken cancellation)
    {
        if (Renew is null || await Renew(Node, cancellation).ConfigureAwait(false) is not { } renewed)
        {
            return false;
        }

        http.Dispose();
        http = new HttpClient(renewed.Transport) { BaseAddress = renewed.Node.Address, Timeout = Timeout.InfiniteTimeSpan };
        (Node, token) = (renewed.Node, null);
        return true;
    }

    private async Task<T> LoginCallAsync<T>(string path, object? body, CancellationToken cancellation)
    {
        using var response = await AttemptAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: WireJson.Options) },
            repeatable: body is null,
            cancellation).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? await ReadJsonAsync<T>(response, cancellation).ConfigureAwait(false)
            : throw new RefusedException(await ProblemReader.ReadAsync(response, cancellation).ConfigureAwait(false));
    }

    private async Task<HttpResponseMessage> AttemptAsync(Func<HttpRequestMessage> make, bool repeatable, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var mayRepeat = repeatable && attempt < RetrySchedule.AttemptsMax;
            TimeSpan? retryAfter = null;
            try
            {
                using var request = make();
                if (token is not null)
                {
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
                }

                var response = await AnswerAsync(request, cancellation).ConfigureAwait(false);
                if (!mayRepeat || response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
                {
                    return response;
                }

                retryAfter = response.Headers.RetryAfter?.Delta;
                response.Dispose();
            }
            catch (HttpRequestException failure) when (failure.InnerException is AuthenticationException)
            {
                if (attempt == 1 && await RenewAsync(cancellation).ConfigureAwait(false))
                {
                    continue; // nothing was sent yet
                }

                throw new RefusedException(ClientRefusals.NodeNotPinned.With(Node.Address.ToString()));
            }
            catch (HttpRequestException failure) when (!mayRepeat)
            {
                throw new RefusedException(ClientRefusals.NodeUnreachable.With($"{Node.Address}: {failure.HttpRequestError}"));
            }
            catch (HttpRequestException)
            {
                // repeated below
            }

            await Task.Delay(RetrySchedule.WaitAfter(attempt, retryAfter), time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Sends; a node that is silent is as good as one that is not there. Content on its way to a store takes its time, and so does
    /// a store that checks and keeps it.
    /// </summary>
    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (request.Method == HttpMethod.Patch || request.RequestUri!.OriginalString.EndsWith(FinishPath, StringComparison.Ordinal))
        {
            return await WatchAsync(await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }

        using var patience = new CancellationTokenSource(AnswerWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await WatchAsync(await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException silent) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, $"no answer within {AnswerWait.TotalSeconds} s", silent);
        }
    }

    private async Task<HttpResponseMessage> WatchAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        _ = response.Content.Headers.ContentLength; // counted now where the node did not say it
        var watched = new StreamContent(new WatchedBody(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), SilenceMax, time));
        foreach (var header in response.Content.Headers)
        {
            watched.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        response.Content = watched;
        return response;
    }
}
