using System.Collections.Concurrent;
using HospitalChain.Crypto;
using HospitalChain.Node.Rates;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>
/// What each peer may cost this chain without giving it anything: records that are refused, blocks that are here already,
/// frames that do not hold. A peer pays in advance, before anything expensive is done for it, and gets back what was of
/// use. It outlives connections, so coming back buys nothing; and each has its own, so no peer spends another's. Thread-safe.
/// </summary>
internal sealed class PeerBudgets(ChainHostOptions options, TimeProvider time)
{
    /// <summary>What a frame costs that an honest peer never sends.</summary>
    private const int BadFrameCost = 256;

    private readonly ConcurrentDictionary<Bytes32, TokenBucket> records = new();
    private readonly ConcurrentDictionary<Bytes32, TokenBucket> blocks = new();

    /// <summary>False when the peer has spent all: its records are not even looked at.</summary>
    public bool TryTakeRecords(Bytes32 peer, int count) => RecordsOf(peer).TryTake(count, out _);

    /// <summary>A record of this peer's was accepted, known, or came at a bad moment of this node's own.</summary>
    public void WasOfUse(Bytes32 peer) => RecordsOf(peer).Return(1);

    /// <summary>False when the peer has sent too many blocks that are here, or asked too often for what it has.</summary>
    public bool TryTakeBlocks(Bytes32 peer, int count) => blocks.GetOrAdd(peer, _ => new TokenBucket(options.PeerBlocks, time)).TryTake(count, out _);

    /// <summary>The peer sent what no honest one sends; what it has left is taken where that is less.</summary>
    public void SentBadFrame(Bytes32 peer) => RecordsOf(peer).TakeUpTo(BadFrameCost);

    private TokenBucket RecordsOf(Bytes32 peer) => records.GetOrAdd(peer, _ => new TokenBucket(options.PeerRecords, time));
}
