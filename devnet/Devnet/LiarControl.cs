using System.Net;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;

namespace HospitalChain.Devnet;

/// <summary>Tells the lying node which lie is wanted; its own administrator could.</summary>
internal sealed class LiarControl(Network network)
{
    /// <param name="order">reject, censor, fork or behave.</param>
    /// <param name="peer">For a fork: whom to show another block.</param>
    public async Task OrderAsync(string order, Bytes32? peer = null)
    {
        var address = network.AddressOf(NodeName.Liar);
        using var client = new HttpClient(PinnedTransport.For(address)) { BaseAddress = address.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/lies/{order}{(peer is null ? string.Empty : $"?peer={peer}")}");
        var token = await File.ReadAllTextAsync(Path.Combine(network.Layout.DataFolder(NodeName.Liar), "admin.token"));
        request.Headers.TryAddWithoutValidation("Authorization", "Admin " + token);
        using var answer = await client.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.NoContent)
        {
            throw new DevnetException($"the lying node answered {(int)answer.StatusCode} to {order}");
        }
    }
}
