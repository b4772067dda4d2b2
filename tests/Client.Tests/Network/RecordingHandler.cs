using System.Globalization;

namespace HospitalChain.Client.Tests.Network;

/// <summary>The client's way out to one node. Whatever goes through it is kept, so that a test can look at every byte.</summary>
internal sealed class RecordingHandler(TestNode node, List<byte[]> sent, PowerCuts cuts) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        sent.Add(System.Text.Encoding.UTF8.GetBytes($"{request.Method} {request.RequestUri}\n{request.Headers}{request.Content?.Headers}"));
        sent.Add(body);
        var from = request.Headers.Range?.Ranges.First().From
            ?? (request.Headers.TryGetValues("Upload-Offset", out var offset) ? long.Parse(offset.First(), CultureInfo.InvariantCulture) : 0);
        var ticket = request.Headers.TryGetValues("Delivery-Ticket", out var tickets) ? tickets.First() : null;
        var part = new TestPart(from, request.Headers.Range?.Ranges.First().To, ticket);
        var answer = cuts.Around(request, body, () => node.Answer(request.Method, request.RequestUri!.PathAndQuery, body, part, request.Headers.Authorization?.Parameter));
        answer.RequestMessage = request;
        return answer;
    }
}
