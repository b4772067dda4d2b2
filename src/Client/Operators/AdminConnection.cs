using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Operators;

/// <summary>A running node on this machine, for whoever can read its data directory: certificate and the token of this start.</summary>
internal sealed record AdminConnection(NodeAddress Node, string Token)
{
    /// <param name="dataDirectory">The node's.</param>
    /// <param name="address">The node's API, on this machine.</param>
    public static AdminConnection Of(string dataDirectory, Uri address)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(dataDirectory, "tls.pem")));
        return new AdminConnection(
            new NodeAddress(address, new Bytes32(SHA256.HashData(certificate.RawData)), default), File.ReadAllText(Path.Combine(dataDirectory, "admin.token")).Trim());
    }

    /// <summary>A connection; the caller disposes it.</summary>
    /// <param name="silenceMax">How long the node may pause in an answer; null for the usual.</param>
    public NodeConnection Connect(TimeSpan? silenceMax = null)
    {
        var transport = PinnedTransport.For(Node);
        return silenceMax is { } silence
            ? new NodeConnection(Node, identity: null, transport, TimeProvider.System) { SilenceMax = silence }
            : new NodeConnection(Node, identity: null, transport, TimeProvider.System);
    }

    public HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Admin " + Token);
        return request;
    }
}
