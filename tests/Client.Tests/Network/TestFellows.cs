using System.Net;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Fellows;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Tests.Network;

/// <summary>A node's list of patients who allow being asked; the real one's counting is tested with the node.</summary>
internal sealed class TestFellows(IReadOnlyDictionary<Bytes32, TestChain> chains)
{
    private readonly SortedDictionary<Bytes32, FellowOffer> offers = [];

    public HttpResponseMessage Answer(HttpMethod method, string[] parts, byte[] body, Bytes32 caller)
    {
        if (parts.Length == 2)
        {
            return Answers.Json(new
            {
                fellows = offers.Select(entry => new { visitKey = entry.Key, chainId = entry.Value.ChainId, pid = entry.Value.Pid.ToArray(), offer = entry.Value.ToBytes() }).ToArray(),
                next = (Bytes32?)null,
            });
        }

        if (method == HttpMethod.Delete)
        {
            offers.Remove(caller);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }

        if (method == HttpMethod.Post)
        {
            var offer = FellowOffer.Parse(body).OrThrow();
            Assert.Equal(offer.Pid.ToArray(), chains[offer.ChainId].State.Entries.VisitAuthoredBy(caller)!.Value.ToArray());
            offers[caller] = offer;
        }

        return Answers.Json(new { offer = offers.GetValueOrDefault(caller)?.ToBytes(), asks = Array.Empty<object>(), refusedAsks = 0 });
    }

    /// <summary>Whether a box takes an ask.</summary>
    public bool Allows(Bytes32 key) => offers.ContainsKey(key);
}
