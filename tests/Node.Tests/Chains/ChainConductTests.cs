using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Blocks;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>Peers that send wrong things about a chain are dropped with the reason; chains of others are ignored.</summary>
public sealed class ChainConductTests : IAsyncLifetime
{
    private readonly ChainNetwork network = new();
    private readonly RawPeer peer = new();
    private ChainNode hospital = null!;

    public async ValueTask InitializeAsync()
    {
        var options = network.OptionsOf("hospital", ChainMode.Follower, ChainMode.Supernode);
        hospital = await network.StartAsync(options with { Contacts = [new PeerOptions("raw", null, peer.Identity.Fingerprint)] }, network.World.Hospital.Keys.Signing(0));
        await peer.ConnectAsync(network.PeerPortOf("hospital"));
    }

    public async ValueTask DisposeAsync()
    {
        peer.Dispose();
        await network.DisposeAsync();
    }

    [Fact]
    public async Task A_frame_that_does_not_decode_drops()
    {
        await SendAsync(ChainFrames.BlocksRequest, [1, 2, 3]);
        Assert.Equal("MALFORMED", await peer.CloseReasonAsync());
    }

    [Fact]
    public async Task A_frame_with_a_byte_too_many_drops()
    {
        await SendAsync(ChainFrames.BlocksRequest, [.. new BlocksRequestFrame(network.HospitalId, 1, 1).ToBytes(), 0]);
        Assert.Equal("MALFORMED", await peer.CloseReasonAsync());
    }

    [Fact]
    public async Task A_record_that_its_author_did_not_sign_drops()
    {
        var record = network.World.EnrolDoctor(network.World.Doctor("a"));
        var forged = Record.Assemble(record.ChainId, record.Author, record.IssuedAtMillis + 1, record.Body, record.Signature);
        await SendAsync(ChainFrames.RecordForward, RecordsFrame.Split(network.HospitalId, [forged]).Single());
        Assert.Equal("LYING", await peer.CloseReasonAsync());
    }

    [Fact]
    public async Task A_head_that_the_supernode_did_not_sign_drops()
    {
        var head = new SignedHead(network.HospitalId, 1, Bytes32.Zero, World.StartMillis, default);
        await SendAsync(ChainFrames.HeadAnnounce, HeadFrame.ToBytes(head));
        Assert.Equal("LYING", await peer.CloseReasonAsync());
    }

    [Fact]
    public async Task A_promise_that_the_supernode_did_not_sign_drops()
    {
        var promise = new Promise(network.HospitalId, Bytes32.Zero, 1, 2, default);
        await SendAsync(ChainFrames.PromiseReply, PromisesFrame.ToBytes(network.HospitalId, [promise]));
        Assert.Equal("LYING", await peer.CloseReasonAsync());
    }

    [Fact]
    public async Task A_promise_with_a_deadline_of_the_supernodes_own_choice_drops()
    {
        var (time, deadline) = (World.StartMillis, ulong.MaxValue);
        var signature = network.World.Hospital.Signing.Sign(SignedMessage.Promise(network.HospitalId, Bytes32.Zero, time, deadline));
        await SendAsync(ChainFrames.PromiseReply, PromisesFrame.ToBytes(network.HospitalId, [new Promise(network.HospitalId, Bytes32.Zero, time, deadline, signature)]));
        Assert.Equal("LYING", await peer.CloseReasonAsync());
    }

    [Fact]
    public async Task Evidence_that_proves_nothing_drops_and_stops_nothing()
    {
        var header = new SealedHeader(Protocol.State.ChainState.AtGenesis(network.World.HospitalGenesis).Head, default);
        await SendAsync(ChainFrames.EvidenceReport, EvidenceFrame.ToBytes(Protocol.Proofs.Equivocation.Of(header, header)));
        Assert.Equal("LYING", await peer.CloseReasonAsync());
        Assert.Null(hospital.Chain(network.HospitalId).Stopped);
    }

    [Fact]
    public async Task Two_heads_of_a_block_that_nobody_has_stop_the_chain_and_are_kept_as_the_proof()
    {
        await SendAsync(ChainFrames.HeadAnnounce, HeadFrame.ToBytes(HeadOf(1)));
        await SendAsync(ChainFrames.HeadAnnounce, HeadFrame.ToBytes(HeadOf(2)));
        await hospital.UntilAsync(network.RegistryId, chain => chain.Stopped is not null);
        var evidence = Assert.Single(hospital.Chain(network.RegistryId).ReadEvidence());
        Assert.Null(evidence.Refuses(network.World.RegistryGenesis));
        Assert.Equal((HeadOf(1).HeaderHash, HeadOf(2).HeaderHash), (evidence.One.HeaderHash, evidence.Other.HeaderHash));
        Assert.Null(hospital.Chain(network.HospitalId).Stopped);

        SignedHead HeadOf(byte variant)
        {
            var (hash, time) = (new Bytes32([.. Enumerable.Repeat(variant, Bytes32.Size)]), World.StartMillis + variant);
            return new SignedHead(network.RegistryId, 7, hash, time, network.World.Manager.Signing.Sign(SignedMessage.Head(network.RegistryId, 7, hash, time)));
        }
    }

    [Fact]
    public async Task A_cosigned_head_that_the_supernode_did_not_sign_drops()
    {
        var head = new SignedHead(network.HospitalId, 0, Bytes32.Zero, World.StartMillis, default);
        await SendAsync(ChainFrames.CosignedHeadAnnounce, CosignedHeadFrame.ToBytes(new CosignedHead(head, [Cosignature.Sign(network.HospitalId, head.Mark, network.World.Manager.Signing)])));
        Assert.Equal("LYING", await peer.CloseReasonAsync());
    }

    [Fact]
    public async Task A_cosignature_that_its_witness_did_not_make_drops_and_one_of_a_stranger_is_ignored()
    {
        await hospital.UntilAsync(network.HospitalId, chain => chain.NewestHead is not null);
        var head = hospital.Chain(network.HospitalId).NewestHead!;
        using var stranger = SigningKey.Generate();
        await SendAsync(ChainFrames.CosignedHeadAnnounce, CosignedHeadFrame.ToBytes(new CosignedHead(head, [Cosignature.Sign(network.HospitalId, head.Mark, stranger)])));
        var forged = Cosignature.Sign(network.HospitalId, head.Mark, stranger) with { Witness = network.World.Manager.Key };
        await SendAsync(ChainFrames.CosignedHeadAnnounce, CosignedHeadFrame.ToBytes(new CosignedHead(head, [forged])));
        Assert.Equal("LYING", await peer.CloseReasonAsync());
        Assert.Empty(hospital.Chain(network.HospitalId).Cosignatures.Kept());
    }

    [Fact]
    public async Task A_frame_above_its_kinds_size_drops()
    {
        await SendAsync(ChainFrames.BlocksRequest, new byte[1_000]);
        Assert.Equal("OVERSIZE", await peer.CloseReasonAsync());
    }

    [Fact]
    public async Task A_request_for_blocks_is_answered_with_what_is_there()
    {
        var doctor = network.World.EnrolDoctor(network.World.Doctor("a"));
        await hospital.SubmitAsync(network.HospitalId, [doctor]);
        await hospital.InBlockAsync(network.HospitalId, doctor);
        await SendAsync(ChainFrames.BlocksRequest, new BlocksRequestFrame(network.HospitalId, 1, 10).ToBytes());
        var blocks = BlocksFrame.Parse(await ReceiveAsync(ChainFrames.BlocksResponse))!;
        Assert.Equal(doctor.Id, Assert.Single(Assert.Single(blocks).Records).Id);
    }

    [Fact]
    public async Task A_chain_that_the_node_does_not_keep_is_ignored()
    {
        await SendAsync(ChainFrames.BlocksRequest, new BlocksRequestFrame(Bytes32.Zero, 1, 10).ToBytes());
        await SendAsync(ChainFrames.BlocksRequest, new BlocksRequestFrame(network.HospitalId, 1, 10).ToBytes());
        Assert.Empty(BlocksFrame.Parse(await ReceiveAsync(ChainFrames.BlocksResponse))!);
    }

    private Task SendAsync(byte type, byte[] payload) => peer.SendAsync([type, .. payload]);

    private async Task<byte[]> ReceiveAsync(byte type)
    {
        while (true)
        {
            var frame = await peer.ReceiveAsync();
            if (frame[0] == type)
            {
                return frame[1..];
            }
        }
    }
}
