using System.Collections.Frozen;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using HospitalChain.Crypto;
using HospitalChain.Node.Telemetry;
using HospitalChain.Node.Tls;

namespace HospitalChain.Node.Peers;

/// <summary>
/// All connections to other nodes, at most one per fingerprint. Who may connect is set at run time; everything that
/// happens goes into one bounded channel, in order for each peer.
/// </summary>
public sealed class PeerHub : IHostedLifecycleService, IDisposable
{
    private readonly TlsIdentity identity;
    private readonly PeerLinkSetup setup;
    private readonly ILogger<PeerHub> log;
    private readonly Channel<PeerEvent> events;
    private readonly PeerDropLog drops;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly Dictionary<Bytes32, PeerLink> links = [];
    private readonly Dictionary<Bytes32, PeerDialer> dialers = [];
    private readonly HashSet<Bytes32> blocked = [];
    private Dictionary<Bytes32, PeerContact> contacts = [];
    private volatile IReadOnlyDictionary<Bytes32, ShownCertificate> certificates = FrozenDictionary<Bytes32, ShownCertificate>.Empty;
    private bool started;

    public PeerHub(TlsIdentity identity, PeerProtocol protocol, PeerLimits limits, TimeProvider time, NodeMeters meters, ILogger<PeerHub> log)
    {
        this.identity = identity;
        this.log = log;
        setup = new PeerLinkSetup(protocol, limits, time, meters);
        drops = new PeerDropLog(limits.DropsMax);
        events = Channel.CreateBounded<PeerEvent>(new BoundedChannelOptions(limits.EventsMax) { SingleReader = true });
    }

    /// <summary>What happens on the network, for the node's one loop.</summary>
    public ChannelReader<PeerEvent> Events => events.Reader;

    /// <summary>This node's own fingerprint, as others know it.</summary>
    public Bytes32 Self => identity.First;

    /// <summary>Replaces what is known of changed certificates: until when each stands for which machine.</summary>
    public void SetCertificates(IReadOnlyDictionary<Bytes32, ShownCertificate> changed) => certificates = changed;

    /// <summary>The machine that shows a certificate, by the fingerprint it was enrolled with; zero where the certificate's time is over.</summary>
    public Bytes32 MachineOf(Bytes32 fingerprint) =>
        !certificates.TryGetValue(fingerprint, out var shown) ? fingerprint
        : (ulong)setup.Time.GetUtcNow().ToUnixTimeMilliseconds() < shown.UntilMillis ? shown.Machine
        : default;

    /// <summary>
    /// Replaces the set of nodes that may connect, and calls those with an address. A connected peer that is no longer
    /// in the set is dropped.
    /// </summary>
    public void SetContacts(IEnumerable<PeerContact> known)
    {
        var next = known.Where(contact => contact.Fingerprint != Self).ToDictionary(contact => contact.Fingerprint);
        lock (gate)
        {
            contacts = next;
            foreach (var link in links.Values.Where(link => !next.ContainsKey(link.Peer)))
            {
                link.Drop(PeerDropReason.Unknown, "no longer among the known nodes");
            }

            MatchDialers();
        }
    }

    /// <summary>Refuses this peer until <see cref="Unblock"/>, dropping its connection. Not remembered over a restart.</summary>
    /// <param name="peer">Any certificate of its machine, by fingerprint.</param>
    public void Block(Bytes32 peer)
    {
        lock (gate)
        {
            var machine = WhoseIs(peer);
            blocked.Add(machine);
            links.GetValueOrDefault(machine)?.Drop(PeerDropReason.Blocked, null);
        }
    }

    public void Unblock(Bytes32 peer)
    {
        lock (gate)
        {
            var machine = WhoseIs(peer);
            blocked.Remove(machine);
            dialers.GetValueOrDefault(machine)?.Wake();
        }
    }

    /// <summary>Queues one frame; false when the peer is not connected, or was just dropped because its queue is full.</summary>
    public bool TrySend(Bytes32 peer, byte type, ReadOnlyMemory<byte> payload)
    {
        PeerLink? link;
        lock (gate)
        {
            link = links.GetValueOrDefault(peer);
        }

        return link?.TrySend(type, payload) ?? false;
    }

    /// <summary>Queues one frame for every connected peer and returns how many took it.</summary>
    public int Broadcast(byte type, ReadOnlyMemory<byte> payload)
    {
        PeerLink[] all;
        lock (gate)
        {
            all = links.Values.ToArray();
        }

        return all.Count(link => link.TrySend(type, payload));
    }

    /// <summary>Drops a peer for what it said: <paramref name="reason"/> is the chain's code.</summary>
    public void Drop(Bytes32 peer, string reason, string? detail = null)
    {
        lock (gate)
        {
            links.GetValueOrDefault(peer)?.Drop(reason, detail);
        }
    }

    public PeerHubStatus Snapshot()
    {
        var ended = drops.Snapshot();
        lock (gate)
        {
            return new PeerHubStatus(contacts.Values.OrderBy(contact => contact.Name, StringComparer.Ordinal).Select(contact => StatusOf(contact, ended)).ToArray(), ended);
        }
    }

    /// <summary>The pin, checked inside the TLS handshake: an unknown or blocked certificate never gets to send a message.</summary>
    internal bool Admits(X509Certificate2 certificate)
    {
        var fingerprint = TlsIdentity.FingerprintOf(certificate);
        if (RefusalOf(MachineOf(fingerprint)) is not { } reason)
        {
            return true;
        }

        Record(new PeerDrop(fingerprint, reason, "refused in the TLS handshake", setup.Time.GetUtcNow()), "?");
        return false;
    }

    /// <summary>Runs a connection until it ends. Both sides keep the same one when they called each other.</summary>
    internal async Task ServeAsync(WebSocket socket, Action cut, Bytes32 peer, bool outgoing)
    {
        using var link = new PeerLink(socket, cut, peer, outgoing, setup, events.Writer);
        PeerLink? older;
        string? refusal;
        string name;
        lock (gate)
        {
            name = contacts.GetValueOrDefault(peer)?.Name ?? "?";
            older = links.GetValueOrDefault(peer);
            refusal = stopping.IsCancellationRequested ? PeerDropReason.Stopping
                : RefusalOf(peer) ?? (older is not null && !Replaces(link, older) ? PeerDropReason.Duplicate : null);
            if (refusal is null)
            {
                links[peer] = link;
            }
        }

        if (refusal is not null)
        {
            link.Drop(refusal, null);
            Record(await link.RunAsync(), name);
            return;
        }

        if (older is not null)
        {
            older.Drop(PeerDropReason.Replaced, null);
            await older.Ended;
        }

        await RunAsync(link, name);
    }

    /// <summary>A call that came to nothing.</summary>
    internal void RecordFailedCall(PeerContact contact, string reason, string detail) =>
        Record(new PeerDrop(contact.Fingerprint, reason, detail, setup.Time.GetUtcNow()), contact.Name);

    /// <summary>Whether it makes sense to call this peer now.</summary>
    internal bool ShouldCall(Bytes32 peer)
    {
        lock (gate)
        {
            return !links.ContainsKey(peer) && !blocked.Contains(peer);
        }
    }

    /// <summary>Begins to call once everything else has started.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            started = true;
            MatchDialers();
        }

        return Task.CompletedTask;
    }

    /// <summary>Ends all connections before the web server stops, which would wait for them.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        Task[] ends;
        lock (gate)
        {
            started = false;
            foreach (var link in links.Values)
            {
                link.Drop(PeerDropReason.Stopping, null);
            }

            ends = [.. links.Values.Select(link => link.Ended), .. dialers.Values.Select(dialer => dialer.StopAsync())];
            dialers.Clear();
        }

        await Task.WhenAll(ends).WaitAsync(cancellationToken);
        events.Writer.TryComplete();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => stopping.Dispose();

    private async Task RunAsync(PeerLink link, string name)
    {
        try
        {
            await AnnounceAsync(link, name);
            var drop = await link.RunAsync();
            Record(drop, name);
            await PublishAsync(new PeerGone(link.Peer, drop.Reason, drop.Detail));
        }
        finally
        {
            lock (gate)
            {
                if (links.GetValueOrDefault(link.Peer) == link)
                {
                    links.Remove(link.Peer);
                }

                dialers.GetValueOrDefault(link.Peer)?.Wake();
            }

            link.MarkEnded();
        }
    }

    private async ValueTask AnnounceAsync(PeerLink link, string name)
    {
        try
        {
            await events.Writer.WriteAsync(new PeerConnected(link.Peer, name), stopping.Token);
            log.Connected(name, link.Peer, link.Outgoing ? "called" : "called by it");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            link.Drop(PeerDropReason.Stopping, null);
        }
    }

    private async ValueTask PublishAsync(PeerEvent happened)
    {
        try
        {
            await events.Writer.WriteAsync(happened, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            events.Writer.TryWrite(happened); // The node's loop may have ended already; then nobody needs to know.
        }
    }

    /// <summary>The newer connection wins if it goes the same way (the older one is dead), else the one called by the lower fingerprint.</summary>
    private bool Replaces(PeerLink link, PeerLink older) =>
        link.Outgoing == older.Outgoing || link.Outgoing == (Self < link.Peer);

    /// <summary>The machine of a certificate, also of one whose time is over.</summary>
    private Bytes32 WhoseIs(Bytes32 fingerprint) => certificates.TryGetValue(fingerprint, out var shown) ? shown.Machine : fingerprint;

    private string? RefusalOf(Bytes32 fingerprint)
    {
        lock (gate)
        {
            return blocked.Contains(fingerprint) ? PeerDropReason.Blocked
                : contacts.ContainsKey(fingerprint) ? null
                : PeerDropReason.Unknown;
        }
    }

    private void MatchDialers()
    {
        if (!started)
        {
            return;
        }

        foreach (var dialer in dialers.Values.Where(dialer => contacts.GetValueOrDefault(dialer.Contact.Fingerprint) != dialer.Contact).ToArray())
        {
            dialer.Cancel();
            dialers.Remove(dialer.Contact.Fingerprint);
        }

        foreach (var contact in contacts.Values.Where(contact => contact.Address is not null && !dialers.ContainsKey(contact.Fingerprint)))
        {
            dialers.Add(contact.Fingerprint, PeerDialer.Start(this, contact, identity, setup));
        }
    }

    private PeerStatus StatusOf(PeerContact contact, IReadOnlyList<PeerDrop> ended)
    {
        var link = links.GetValueOrDefault(contact.Fingerprint);
        var state = blocked.Contains(contact.Fingerprint) ? PeerState.Blocked
            : link is not null ? PeerState.Connected
            : contact.Address is not null ? PeerState.Calling
            : PeerState.Absent;
        return new PeerStatus(contact.Name, contact.Fingerprint, contact.Address is { } address ? $"{address.Host}:{address.Port}" : null, state,
            link?.Outgoing ?? false, link?.ConnectedSince, link?.Traffic ?? default, ended.LastOrDefault(drop => drop.Peer == contact.Fingerprint));
    }

    private void Record(PeerDrop drop, string name)
    {
        drops.Add(drop);
        setup.Meters.PeerDropped(drop.Reason);
        log.Dropped(name, drop.Peer, drop.Reason, drop.Detail);
    }
}
