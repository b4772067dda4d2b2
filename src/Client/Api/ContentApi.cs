using System.Net.Http.Headers;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Api;

/// <summary>What a content store hands out (chain.md §4.7): a ticket for a signed REQUEST, then ranges on the ticket.</summary>
public static class ContentApi
{
    private const string TicketHeader = "Delivery-Ticket";

    /// <summary>Asks for a record's content. Each request is one access, so it is not repeated blindly.</summary>
    public static Task<ContentTicket> ContentAccessAsync(this NodeConnection store, AccessRequest request, CancellationToken cancellation)
    {
        var writer = new CanonicalWriter();
        request.Write(writer);
        return store.PostBytesAsync<ContentTicket>("/v1/content/access", writer.ToArray(), repeatable: false, cancellation);
    }

    /// <summary>One range of the content, from its first to its last byte; the answer's body is unread.</summary>
    public static Task<HttpResponseMessage> ContentRangeAsync(
        this NodeConnection store, Bytes32 contentHash, string ticket, long from, long to, CancellationToken cancellation) => store.SendAsync(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/content/{contentHash}");
            request.Headers.Add(TicketHeader, ticket);
            request.Headers.Range = new RangeHeaderValue(from, to);
            return request;
        },
        repeatable: true,
        cancellation);
}
