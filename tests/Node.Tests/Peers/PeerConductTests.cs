using System.Net.WebSockets;
using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Rates;
using HospitalChain.Node.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Peers;

/// <summary>Peers that misbehave are dropped, each with its own reason.</summary>
public sealed class PeerConductTests : IAsyncLifetime
{
    private const byte Note = 16;
    private const int NoteBytesMax = 1_000;

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private readonly RawPeer peer = new();
    private readonly PeerLimits limits = new()
    {
        Frames = new RateLimit(PerSecond: 1, Burst: 20),
        Bytes = new RateLimit(PerSecond: 1, Burst: 10_000),
        SendFramesMax = 4,
        EventsMax = 64,
    };

    private TestNode node = null!;

    public async ValueTask InitializeAsync()
    {
        node = await TestNode.StartAsync(folder.Path, services => services
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(limits)
            .AddSingleton(new PeerProtocol(new PeerFrameKind(Note, "note", NoteBytesMax), new PeerFrameKind(Note + 1, "bulk", 1 << 20))));
        node.Hub.SetContacts([new PeerContact("raw", peer.Identity.Fingerprint, null)]);
        await peer.ConnectAsync(node);
        await node.Hub.NextAsync<PeerConnected>();
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        peer.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_frame_arrives_whole_with_its_type()
    {
        await peer.Socket.SendAsync(new byte[] { Note, 1 }, WebSocketMessageType.Binary, endOfMessage: false, TestContext.Current.CancellationToken);
        await peer.SendAsync(2, 3);
        var frame = await node.Hub.NextAsync<PeerFrame>();
        Assert.Equal(Note, frame.Type);
        Assert.Equal([1, 2, 3], frame.Payload.ToArray());
    }

    [Fact]
    public async Task A_sent_frame_carries_its_type_first()
    {
        Assert.True(node.Hub.TrySend(peer.Identity.Fingerprint, Note, new byte[] { 9, 8 }));
        var frame = await peer.ReceiveAsync();
        Assert.Equal([Note, 9, 8], frame);
    }

    [Fact]
    public async Task A_frame_of_the_largest_size_passes()
    {
        await peer.SendAsync([Note, .. new byte[NoteBytesMax]]);
        Assert.Equal(NoteBytesMax, (await node.Hub.NextAsync<PeerFrame>()).Payload.Length);
    }

    [Fact]
    public Task One_byte_too_many_drops_as_oversize() => DroppedAsync(PeerDropReason.Oversize, () => peer.SendAsync([Note, .. new byte[NoteBytesMax + 1]]));

    [Fact]
    public Task An_unknown_type_drops() => DroppedAsync(PeerDropReason.UnknownFrame, () => peer.SendAsync(99, 1));

    [Fact]
    public Task An_empty_message_drops() => DroppedAsync(PeerDropReason.BadFrame, () => peer.SendAsync());

    [Fact]
    public Task A_text_message_drops() => DroppedAsync(PeerDropReason.BadFrame, () =>
        peer.Socket.SendAsync(new byte[] { Note }, WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Too_many_frames_drop_as_flooding()
    {
        await DroppedAsync(PeerDropReason.Flooding, async () =>
        {
            for (var i = 0; i <= limits.Frames.Burst; i++)
            {
                await peer.SendAsync(Note, (byte)i);
            }
        });
    }

    [Fact]
    public Task Too_many_bytes_drop_as_flooding() => DroppedAsync(PeerDropReason.Flooding, () => peer.SendAsync([Note + 1, .. new byte[20_000]]));

    [Fact]
    public async Task A_peer_that_answers_no_ping_drops_as_silent()
    {
        var gone = node.Hub.NextAsync<PeerGone>();
        for (var waited = TimeSpan.Zero; waited <= limits.IdleTimeout; waited += limits.PingInterval)
        {
            await time.TimerDueWithin(limits.PingInterval);
            time.Advance(limits.PingInterval);
        }

        Assert.Equal(PeerDropReason.Silent, (await gone).Reason);
    }

    [Fact]
    public async Task A_quiet_peer_is_pinged_and_its_answer_keeps_it()
    {
        for (var round = 0; round < 5; round++)
        {
            await time.TimerDueWithin(limits.PingInterval);
            time.Advance(limits.PingInterval);
            var ping = await peer.ReceiveAsync();
            Assert.Equal([PeerProtocol.Ping], ping);
            await peer.SendAsync(PeerProtocol.Pong);
            await peer.SendAsync(Note, 1);
            await node.Hub.NextAsync<PeerFrame>();
        }

        Assert.Equal(PeerState.Connected, Assert.Single(node.Hub.Snapshot().Peers).State);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_drops_as_slow()
    {
        var megabyte = new byte[1 << 20];
        var sent = 0;
        while (node.Hub.TrySend(peer.Identity.Fingerprint, Note + 1, megabyte))
        {
            Assert.True(++sent < 1_000, "the queue has no bound");
        }

        Assert.Equal(PeerDropReason.Slow, (await node.Hub.NextAsync<PeerGone>()).Reason);
    }

    [Fact]
    public async Task The_reason_reaches_a_peer_that_sends_on()
    {
        await peer.SendAsync(99, 1);
        for (var i = 0; i < 16; i++)
        {
            await peer.SendAsync([Note, .. new byte[1 << 20]]);
        }

        Assert.Equal(PeerDropReason.UnknownFrame, await peer.CloseReasonAsync());
        Assert.Equal(PeerDropReason.UnknownFrame, (await node.Hub.NextAsync<PeerGone>()).Reason);
    }

    [Fact]
    public async Task The_reason_reaches_a_peer_while_a_frame_is_on_its_way_to_it()
    {
        await FillTheWireAsync();
        node.Hub.Block(peer.Identity.Fingerprint);
        Assert.Equal(PeerDropReason.Blocked, await peer.CloseReasonAsync());
        Assert.Equal(PeerDropReason.Blocked, (await node.Hub.NextAsync<PeerGone>()).Reason);
    }

    [Fact]
    public async Task A_dropped_peer_that_neither_reads_nor_closes_is_cut_off_after_a_second()
    {
        await FillTheWireAsync();
        var due = time.TimerDueWithin(TimeSpan.FromSeconds(1));
        node.Hub.Block(peer.Identity.Fingerprint);
        await due;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(PeerDropReason.Blocked, (await node.Hub.NextAsync<PeerGone>()).Reason);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_gone_and_its_place_is_free()
    {
        peer.Socket.Abort();
        Assert.Equal(PeerDropReason.Lost, (await node.Hub.NextAsync<PeerGone>()).Reason);
        using var again = new RawPeer(peer);
        await again.ConnectAsync(node);
        await node.Hub.NextAsync<PeerConnected>();
    }

    [Fact]
    public async Task A_peer_is_blocked_by_whichever_certificate_of_it_is_named()
    {
        var other = new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size));
        node.Hub.SetCertificates(new Dictionary<Bytes32, ShownCertificate> { [other] = new(peer.Identity.Fingerprint, UntilMillis: 0) });
        node.Hub.Block(other);
        Assert.Equal(PeerDropReason.Blocked, await peer.CloseReasonAsync());
        Assert.Equal(PeerDropReason.Blocked, (await node.Hub.NextAsync<PeerGone>()).Reason);
    }

    [Fact]
    public async Task A_blocked_peer_is_dropped_and_refused_until_unblocked()
    {
        node.Hub.Block(peer.Identity.Fingerprint);
        Assert.Equal(PeerDropReason.Blocked, await peer.CloseReasonAsync());
        Assert.Equal(PeerDropReason.Blocked, (await node.Hub.NextAsync<PeerGone>()).Reason);
        using var again = new RawPeer(peer);
        await Assert.ThrowsAsync<WebSocketException>(() => again.ConnectAsync(node));
        node.Hub.Unblock(peer.Identity.Fingerprint);
        using var later = new RawPeer(peer);
        await later.ConnectAsync(node);
        await node.Hub.NextAsync<PeerConnected>();
    }

    [Fact]
    public async Task A_peer_that_leaves_the_registry_is_dropped()
    {
        node.Hub.SetContacts([]);
        Assert.Equal(PeerDropReason.Unknown, await peer.CloseReasonAsync());
        Assert.Equal(PeerDropReason.Unknown, (await node.Hub.NextAsync<PeerGone>()).Reason);
    }

    [Fact]
    public async Task A_newer_connection_takes_over_after_the_older_is_gone()
    {
        using var again = new RawPeer(peer);
        await again.ConnectAsync(node);
        Assert.Equal(PeerDropReason.Replaced, await peer.CloseReasonAsync());
        Assert.Equal(PeerDropReason.Replaced, (await node.Hub.NextAsync<PeerGone>()).Reason);
        await node.Hub.NextAsync<PeerConnected>();
        await again.SendAsync(Note, 5);
        Assert.Equal([5], (await node.Hub.NextAsync<PeerFrame>()).Payload.ToArray());
    }

    /// <summary>More than the buffers between the two hold, so that a send of the node's stays under way.</summary>
    private async Task FillTheWireAsync()
    {
        Assert.True(node.Hub.TrySend(peer.Identity.Fingerprint, Note + 1, new byte[32 << 20]));
        await peer.ReceiveAsync();
    }

    private async Task DroppedAsync(string reason, Func<Task> misbehave)
    {
        await misbehave();
        Assert.Equal(reason, await peer.CloseReasonAsync());
        Assert.Equal(reason, (await node.Hub.UntilAsync<PeerGone>()).Reason);
        Assert.Equal(reason, node.Hub.Snapshot().Drops[^1].Reason);
    }
}
