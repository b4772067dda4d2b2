using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Authentication;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Tls;

namespace HospitalChain.Node.Tests.Support;

/// <summary>A peer that does what a test says instead of what it should: a bare WebSocket with a certificate.</summary>
public sealed class RawPeer : IDisposable
{
    private readonly TemporaryFolder? folder;
    private readonly ClientWebSocket socket = new();
    private HttpMessageInvoker? http;

    public RawPeer()
    {
        folder = new TemporaryFolder();
        Identity = TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System);
    }

    /// <summary>A second connection under the same certificate.</summary>
    public RawPeer(RawPeer same) => Identity = same.Identity;

    public TlsIdentity Identity { get; }

    public ClientWebSocket Socket => socket;

    public Task ConnectAsync(TestNode node) => ConnectAsync(node.PeerPort);

    public async Task ConnectAsync(int peerPort)
    {
        using var patience = Patience.Token();
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificateContext = Identity.ClientContext,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
        });
        socket.Options.AddSubProtocol(PeerProtocol.Version);
        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{peerPort}{PeerProtocol.Path}"), http, patience.Token);
    }

    public async Task SendAsync(params byte[] frame)
    {
        using var patience = Patience.Token();
        await socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, patience.Token);
    }

    /// <summary>The reason that the node gave when it closed; frames before it are skipped.</summary>
    public async Task<string?> CloseReasonAsync()
    {
        using var patience = Patience.Token();
        var buffer = new byte[4_096];
        while ((await socket.ReceiveAsync(buffer, patience.Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        return socket.CloseStatusDescription;
    }

    public async Task<byte[]> ReceiveAsync()
    {
        using var patience = Patience.Token();
        var buffer = new byte[4_096];
        var part = await socket.ReceiveAsync(buffer, patience.Token);
        return buffer[..part.Count];
    }

    public void Dispose()
    {
        socket.Dispose();
        http?.Dispose();
        if (folder is not null)
        {
            Identity.Dispose();
            folder.Dispose();
        }
    }
}
