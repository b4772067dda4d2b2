using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Tests.Support;

namespace HospitalChain.Node.Tests.Peers;

public sealed class PeerAdmissionTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private TestNode node = null!;

    public async ValueTask InitializeAsync() => node = await TestNode.StartAsync(folder.Path);

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Unknown_fingerprint_is_refused_before_any_message()
    {
        using var stranger = new RawPeer();
        await Assert.ThrowsAsync<WebSocketException>(() => stranger.ConnectAsync(node));
        await node.Log.LineWithAsync(PeerDropReason.Unknown);
        Assert.All(node.Hub.Snapshot().Drops, drop => Assert.Equal((PeerDropReason.Unknown, stranger.Identity.Fingerprint), (drop.Reason, drop.Peer)));
        Assert.False(node.Hub.Events.TryPeek(out _));
    }

    [Fact]
    public async Task Known_fingerprint_is_let_in()
    {
        using var peer = new RawPeer();
        node.Hub.SetContacts([new PeerContact("raw", peer.Identity.Fingerprint, null)]);
        await peer.ConnectAsync(node);
        Assert.Equal(peer.Identity.Fingerprint, (await node.Hub.NextAsync<PeerConnected>()).Peer);
        Assert.Equal(PeerState.Connected, Assert.Single(node.Hub.Snapshot().Peers).State);
    }

    [Fact]
    public async Task No_client_certificate_is_refused()
    {
        await using var tls = await OpenAsync(SslProtocols.Tls13);
        Assert.Equal(0, await AskAsync(tls));
    }

    [Fact]
    public Task Tls_1_2_is_refused() =>
        Assert.ThrowsAnyAsync<Exception>(async () => await (await OpenAsync(SslProtocols.Tls12)).DisposeAsync());

    [Fact]
    public async Task Api_port_has_no_peer_endpoint()
    {
        using var answer = await node.Http.GetAsync(PeerProtocol.Path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Peer_port_has_no_api()
    {
        using var peer = new RawPeer();
        node.Hub.SetContacts([new PeerContact("raw", peer.Identity.Fingerprint, null)]);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificateContext = peer.Identity.ClientContext,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
        };
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(new Uri($"https://127.0.0.1:{node.PeerPort}/v1/health"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Wrong_pin_at_an_address_is_not_talked_to()
    {
        using var otherFolder = new TemporaryFolder();
        await using var caller = await TestNode.StartAsync(otherFolder.Path);
        node.Hub.SetContacts([new PeerContact("caller", caller.Identity.Fingerprint, null)]);
        var pinned = new Bytes32(Enumerable.Repeat((byte)7, 32).ToArray());
        caller.Hub.SetContacts([new PeerContact("node", pinned, new DnsEndPoint("127.0.0.1", node.PeerPort))]);
        await caller.Log.LineWithAsync(PeerDropReason.WrongPin);
        Assert.False(caller.Hub.Events.TryPeek(out _));
        Assert.False(node.Hub.Events.TryPeek(out _));
    }

    private async Task<SslStream> OpenAsync(SslProtocols protocol)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, node.PeerPort, TestContext.Current.CancellationToken);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocol }, TestContext.Current.CancellationToken);
        return tls;
    }

    /// <summary>Bytes of an answer; none when the connection is closed on us.</summary>
    private static async Task<int> AskAsync(SslStream tls)
    {
        try
        {
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET {PeerProtocol.Path} HTTP/1.1\r\nHost: localhost\r\n\r\n"), TestContext.Current.CancellationToken);
            return await tls.ReadAsync(new byte[1], TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
