using System.Net;
using System.Security.Authentication;
using HospitalChain.Node.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace HospitalChain.Node.Peers;

/// <summary>
/// The peer port: mutual TLS 1.3, pinned inside the handshake, HTTP/1.1 for the WebSocket upgrade, and nothing else.
/// Kestrel answers every endpoint on every port, so connections carry a mark and requests are sorted by it.
/// </summary>
public static class PeerListener
{
    private sealed class PeerPortMark;

    /// <summary>Opens the peer port on <paramref name="kestrel"/>.</summary>
    public static void ListenForPeers(this KestrelServerOptions kestrel, IPEndPoint endPoint) =>
        kestrel.Listen(endPoint, listen =>
        {
            var identity = kestrel.ApplicationServices.GetRequiredService<TlsIdentity>();
            var hub = kestrel.ApplicationServices.GetRequiredService<PeerHub>();
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                connection.Features.Set(new PeerPortMark());
                return next(connection);
            });
            listen.UseHttps(https =>
            {
                https.ServerCertificateSelector = (_, _) => identity.Certificate;
                https.SslProtocols = SslProtocols.Tls13;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.CheckCertificateRevocation = false;
                https.ClientCertificateValidation = (certificate, _, _) => hub.Admits(certificate);
                https.OnAuthenticate = (_, tls) => tls.AllowTlsResume = false;
            });
        });

    /// <summary>Must come first: the peer port serves the WebSocket only, the other ports never do.</summary>
    public static WebApplication UsePeerPort(this WebApplication app)
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.Use((context, next) =>
        {
            var onPeerPort = context.Features.Get<PeerPortMark>() is not null;
            var forPeers = context.Request.Path == PeerProtocol.Path;
            if (onPeerPort && forPeers)
            {
                return AcceptAsync(context);
            }

            if (!onPeerPort && !forPeers)
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        return app;
    }

    private static async Task AcceptAsync(HttpContext context)
    {
        var certificate = context.Connection.ClientCertificate;
        if (certificate is null || !context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains(PeerProtocol.Version))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var hub = context.RequestServices.GetRequiredService<PeerHub>();
        using var socket = await context.WebSockets.AcceptWebSocketAsync(PeerProtocol.Version);
        await hub.ServeAsync(socket, context.Abort, hub.MachineOf(TlsIdentity.FingerprintOf(certificate)), outgoing: false);
    }
}
