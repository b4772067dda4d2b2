using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Fellows;

namespace HospitalChain.Client.Api;

/// <summary>A node's list of patients who allow being asked. What comes back is not yet believed.</summary>
public static class FellowApi
{
    public static Task<FellowPage> FellowsAsync(this NodeConnection node, Bytes32? after, CancellationToken cancellation) =>
        node.GetJsonAsync<FellowPage>(after is { } last ? $"/v1/fellows?after={last}" : "/v1/fellows", cancellation);

    public static Task<FellowStanding> FellowStandingAsync(this NodeConnection node, CancellationToken cancellation) =>
        node.GetJsonAsync<FellowStanding>("/v1/fellows/own", cancellation);

    public static Task<FellowStanding> OfferAsync(this NodeConnection node, FellowOffer offer, CancellationToken cancellation) =>
        node.PostBytesAsync<FellowStanding>("/v1/fellows/own", offer.ToBytes(), repeatable: true, cancellation);

    public static Task WithdrawOfferAsync(this NodeConnection node, CancellationToken cancellation) => node.DeleteAsync("/v1/fellows/own", cancellation);
}
