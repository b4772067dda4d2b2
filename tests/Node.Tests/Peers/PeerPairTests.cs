using HospitalChain.Node.Peers;
using HospitalChain.Node.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Peers;

/// <summary>Two whole nodes with each other.</summary>
public sealed class PeerPairTests : IAsyncLifetime
{
    private const byte Note = 16;

    private readonly TemporaryFolder folderA = new();
    private readonly TemporaryFolder folderB = new();
    private TestNode a = null!;
    private TestNode b = null!;

    public async ValueTask InitializeAsync()
    {
        a = await StartAsync(folderA);
        b = await StartAsync(folderB);
    }

    public async ValueTask DisposeAsync()
    {
        await a.DisposeAsync();
        await b.DisposeAsync();
        folderA.Dispose();
        folderB.Dispose();
    }

    [Fact]
    public async Task Frames_go_both_ways()
    {
        await ConnectAsync();
        Assert.True(a.Hub.TrySend(b.Identity.Fingerprint, Note, new byte[] { 1 }));
        Assert.Equal([1], (await b.Hub.NextAsync<PeerFrame>()).Payload.ToArray());
        Assert.Equal(1, b.Hub.Broadcast(Note, new byte[] { 2 }));
        Assert.Equal([2], (await a.Hub.NextAsync<PeerFrame>()).Payload.ToArray());
    }

    [Fact]
    public async Task When_both_call_both_keep_the_same_connection()
    {
        b.Hub.SetContacts([a.AsContact("a")]);
        a.Hub.SetContacts([b.AsContact("b")]);
        using var patience = Patience.Token();
        while (!SameConnection())
        {
            var change = await Task.WhenAny(a.Hub.Events.WaitToReadAsync(patience.Token).AsTask(), b.Hub.Events.WaitToReadAsync(patience.Token).AsTask());
            await change;
            while (a.Hub.Events.TryRead(out _) || b.Hub.Events.TryRead(out _))
            {
            }
        }
    }

    [Fact]
    public async Task A_partition_heals_by_itself_when_unblocked()
    {
        await ConnectAsync();
        a.Hub.Block(b.Identity.Fingerprint);
        await a.Hub.UntilAsync<PeerGone>();
        await b.Hub.UntilAsync<PeerGone>();
        Assert.False(a.Hub.TrySend(b.Identity.Fingerprint, Note, new byte[] { 1 }));
        a.Hub.Unblock(b.Identity.Fingerprint);
        await a.Hub.UntilAsync<PeerConnected>();
        await b.Hub.UntilAsync<PeerConnected>();
    }

    [Fact]
    public async Task A_restarted_peer_is_called_again()
    {
        await ConnectAsync();
        var contact = b.AsContact("b");
        var port = b.PeerPort;
        await b.DisposeAsync();
        await a.Hub.UntilAsync<PeerGone>();
        b = await StartAsync(folderB, port);
        Assert.Equal(contact.Fingerprint, b.Identity.Fingerprint);
        b.Hub.SetContacts([new PeerContact("a", a.Identity.Fingerprint, null)]);
        await a.Hub.UntilAsync<PeerConnected>();
    }

    [Fact]
    public async Task The_reason_of_a_drop_reaches_the_dropped()
    {
        await ConnectAsync();
        b.Hub.Drop(a.Identity.Fingerprint, "BAD_SEAL");
        Assert.Equal("BAD_SEAL", (await b.Hub.UntilAsync<PeerGone>()).Reason);
        var gone = await a.Hub.UntilAsync<PeerGone>();
        Assert.Equal((PeerDropReason.Closed, "BAD_SEAL"), (gone.Reason, gone.Detail));
    }

    private static Task<TestNode> StartAsync(TemporaryFolder folder, int port = 0) => TestNode.StartAsync(
        folder.Path,
        services => services.AddSingleton(new PeerProtocol(new PeerFrameKind(Note, "note", 100))),
        options => options with { Peers = new(options.Peers.Address, port) });

    private async Task ConnectAsync()
    {
        b.Hub.SetContacts([new PeerContact("a", a.Identity.Fingerprint, null)]);
        a.Hub.SetContacts([b.AsContact("b")]);
        await a.Hub.NextAsync<PeerConnected>();
        await b.Hub.NextAsync<PeerConnected>();
    }

    private bool SameConnection()
    {
        var atA = Assert.Single(a.Hub.Snapshot().Peers);
        var atB = Assert.Single(b.Hub.Snapshot().Peers);
        return (atA.State, atB.State) == (PeerState.Connected, PeerState.Connected) && atA.Outgoing != atB.Outgoing;
    }
}
