using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Http;

/// <summary>TLS 1.3 to exactly one certificate: no authority vouches for a node, its fingerprint does (chain.md §5).</summary>
public static class PinnedTransport
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A handler that follows no redirect, keeps no cookie, uses no proxy and talks to nobody but the pinned node.</summary>
    public static HttpMessageHandler For(NodeAddress node)
    {
        var pin = node.TlsFingerprint.ToArray();
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.GetRawCertData()), pin),
            },
        };
    }

    /// <summary>The fingerprint that a node at an address shows, for a person to compare before it is pinned.</summary>
    public static async Task<Bytes32> LookAsync(Uri address, CancellationToken cancellation)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(address.Host, address.Port, cancellation).ConfigureAwait(false);
        Bytes32? seen = null;
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = address.Host,
                EnabledSslProtocols = SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    seen = certificate is null ? null : new Bytes32(SHA256.HashData(certificate.GetRawCertData()));
                    return seen is not null; // looked at, not trusted: nothing is sent over this connection
                },
            },
            cancellation).ConfigureAwait(false);
        return seen ?? throw new AuthenticationException("the node showed no certificate");
    }
}
