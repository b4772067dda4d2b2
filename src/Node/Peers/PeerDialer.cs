using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Threading.Channels;
using HospitalChain.Node.Tls;

namespace HospitalChain.Node.Peers;

/// <summary>
/// Calls one peer for as long as it is a contact: again after each end, with a wait that doubles up to a low cap and
/// jitters, so that five nodes that restart together do not call in step.
/// </summary>
internal sealed class PeerDialer
{
    private readonly PeerHub hub;
    private readonly TlsIdentity identity;
    private readonly PeerLinkSetup setup;
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task running = Task.CompletedTask;

    private PeerDialer(PeerHub hub, PeerContact contact, TlsIdentity identity, PeerLinkSetup setup)
    {
        this.hub = hub;
        this.identity = identity;
        this.setup = setup;
        Contact = contact;
    }

    public PeerContact Contact { get; }

    public static PeerDialer Start(PeerHub hub, PeerContact contact, TlsIdentity identity, PeerLinkSetup setup)
    {
        var dialer = new PeerDialer(hub, contact, identity, setup);
        dialer.running = Task.Run(dialer.RunAsync);
        return dialer;
    }

    /// <summary>Something changed: look again whether to call.</summary>
    public void Wake() => wake.Writer.TryWrite(true);

    public void Cancel() => stop.Cancel();

    public Task StopAsync()
    {
        stop.Cancel();
        return running;
    }

    private async Task RunAsync()
    {
        var failures = 0;
        try
        {
            while (true)
            {
                if (!hub.ShouldCall(Contact.Fingerprint))
                {
                    await wake.Reader.ReadAsync(stop.Token);
                    continue;
                }

                var connected = setup.Time.GetTimestamp();
                var reached = await CallAsync();
                var lasted = setup.Time.GetElapsedTime(connected);
                failures = reached && lasted >= setup.Limits.BackoffMax ? 0 : failures + 1;
                await WaitAsync(failures);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The contact went, or the node stops.
        }
    }

    private async Task WaitAsync(int failures)
    {
        var longest = Math.Min(setup.Limits.BackoffMax.TotalMilliseconds, setup.Limits.BackoffMin.TotalMilliseconds * Math.Pow(2, Math.Max(0, failures - 1)));
        var wait = TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
        await Task.Delay(wait, setup.Time, stop.Token);
    }

    private async Task<bool> CallAsync()
    {
        var wrongPin = false;
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = Contact.Address!.Host,
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificateContext = identity.ClientContext,
                AllowTlsResume = false,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    wrongPin = certificate is null || hub.MachineOf(TlsIdentity.FingerprintOf(certificate)) != Contact.Fingerprint;
                    return !wrongPin;
                },
            },
        };
        using var http = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(PeerProtocol.Version);
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        if (!await ConnectAsync(socket, http, () => wrongPin))
        {
            return false;
        }

        await hub.ServeAsync(socket, socket.Abort, Contact.Fingerprint, outgoing: true);
        return true;
    }

    private async Task<bool> ConnectAsync(ClientWebSocket socket, HttpMessageInvoker http, Func<bool> wrongPin)
    {
        using var timeout = new CancellationTokenSource(setup.Limits.ConnectTimeout, setup.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, timeout.Token);
        try
        {
            var address = new UriBuilder("wss", Contact.Address!.Host, Contact.Address.Port, PeerProtocol.Path).Uri;
            await socket.ConnectAsync(address, http, either.Token);
            if (socket.SubProtocol == PeerProtocol.Version)
            {
                return true;
            }

            hub.RecordFailedCall(Contact, PeerDropReason.Unreachable, "speaks another protocol version");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            hub.RecordFailedCall(Contact, PeerDropReason.Unreachable, "no answer in time");
        }
        catch (WebSocketException exception)
        {
            hub.RecordFailedCall(Contact, wrongPin() ? PeerDropReason.WrongPin : PeerDropReason.Unreachable, exception.GetBaseException().Message);
        }

        return false;
    }
}
