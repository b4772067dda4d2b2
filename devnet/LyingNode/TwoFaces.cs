using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Peers;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.LyingNode;

/// <summary>
/// Forks: one peer is shown another block at the newest height than all others, and a HEAD of it, in the frames of
/// docs/spec/peers.md. Both blocks keep every rule and both bear the hospital's seal.
/// </summary>
internal sealed class TwoFaces : IChainObserver
{
    private const byte BlockAnnounce = 6;
    private const byte HeadAnnounce = 9;
    private const int Fields = 3;
    private const int Version = 1;

    private readonly PeerHub hub;
    private readonly SigningKey key;
    private readonly LyingOrders orders;

    private TwoFaces(PeerHub hub, SigningKey key, LyingOrders orders) => (this.hub, this.key, this.orders) = (hub, key, orders);

    /// <summary>From now on, until the result is disposed.</summary>
    public static IDisposable Watch(IServiceProvider services, LyingOrders orders) => services.GetRequiredService<ChainDirectory>().Sealed!.Subscribe(
        new TwoFaces(services.GetRequiredService<PeerHub>(), services.GetRequiredService<SigningKey>(), orders));

    /// <summary>Called before the node itself shows the block to its peers.</summary>
    void IChainObserver.BlockApplied(ChainHost chain, Block block)
    {
        if (orders.TakeFork() is { } peer)
        {
            var other = Twin(block.Header);
            var time = other.TimeMillis + 1;
            var head = new SignedHead(chain.ChainId, other.Height, other.Hash, time, key.Sign(SignedMessage.Head(chain.ChainId, other.Height, other.Hash, time)));
            var seal = new SealedHeader(other, key.Sign(SignedMessage.Seal(chain.ChainId, other.Hash)));
            hub.TrySend(peer, BlockAnnounce, FrameOf(chain.ChainId, new Block(seal, block.Records).ToBytes()));
            hub.TrySend(peer, HeadAnnounce, FrameOf(chain.ChainId, head.ToBytes()));
        }
    }

    private static Header Twin(Header header) => new()
    {
        ChainId = header.ChainId,
        Height = header.Height,
        Previous = header.Previous,
        TimeMillis = header.TimeMillis + 1,
        Count = header.Count,
        RecordsRoot = header.RecordsRoot,
        HistoryRoot = header.HistoryRoot,
        StateRoot = header.StateRoot,
        RegistryHead = header.RegistryHead,
    };

    private static byte[] FrameOf(Bytes32 chainId, byte[] content) => new CanonicalWriter().Array(Fields).UInt(Version).Bytes(chainId).Bytes(content).ToArray();
}
