using HospitalChain.Client.Http;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>Real connections that end at a chosen request as a killed client's do: before it left, or before its answer came.</summary>
internal sealed class BreakingTransport
{
    private int requests;

    /// <summary>The request, from 1 and logins left out, at which the client is gone; null for never.</summary>
    public int? BreakAt { get; init; }

    /// <summary>The request was sent and only its answer is lost.</summary>
    public bool AfterSending { get; init; }

    /// <summary>What to answer instead of asking a node; null to ask it.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Instead { get; init; } = _ => null;

    /// <summary>Changes an answer on its way.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage, Task<HttpResponseMessage>> Change { get; init; } = (_, answer) => Task.FromResult(answer);

    public HttpMessageHandler For(NodeAddress node) => new Handler(this) { InnerHandler = PinnedTransport.For(node) };

    private sealed class Handler(BreakingTransport transport) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isLogin = request.RequestUri!.AbsolutePath.StartsWith("/v1/login", StringComparison.Ordinal);
            var breaks = !isLogin && Interlocked.Increment(ref transport.requests) == transport.BreakAt;
            if (breaks && !transport.AfterSending)
            {
                throw new KilledException();
            }

            if (transport.Instead(request) is { } instead)
            {
                return instead;
            }

            var answer = await base.SendAsync(request, cancellationToken);
            if (breaks)
            {
                answer.Dispose();
                throw new KilledException();
            }

            return await transport.Change(request, answer);
        }
    }
}

