using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Http;

/// <summary>TLS 1.3 to exactly one certificate: no authority vouches for a node, its fingerprint does (chain.md §5).</summary>
public static class PinnedTransport
{
    private const int StatementBytesMax = 4096;

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

    /// <summary>
    /// The node under the certificate it shows now, if it vouches for that with the key that was pinned; null otherwise. Nothing
    /// is sent but the question.
    /// </summary>
    public static async Task<NodeAddress?> RenewAsync(NodeAddress pinned, CancellationToken cancellation)
    {
        Bytes32? shown = null;
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTimeout,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = certificate is null ? null : new Bytes32(SHA256.HashData(certificate.GetRawCertData()));
                    return shown is not null; // believed only after the node's own key vouched for it
                },
            },
        };
        using var http = new HttpClient(handler) { BaseAddress = pinned.Address, Timeout = ConnectTimeout, MaxResponseContentBufferSize = StatementBytesMax };
        try
        {
            var bytes = await http.GetByteArrayAsync("/v1/tls", cancellation).ConfigureAwait(false);
            return shown is { } fingerprint ? JsonSerializer.Deserialize<TlsStatement>(bytes, WireJson.Options)?.Renew(pinned, fingerprint) : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
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
