using System.Collections.Concurrent;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>Which peers are connected, each with the number of its connection, so that what an older one said is told from what the new one says.</summary>
internal sealed class PeerConnections
{
    private readonly ConcurrentDictionary<Bytes32, long> numbers = new();
    private long last;

    public IEnumerable<Bytes32> Peers => numbers.Keys;

    public long Connected(Bytes32 peer) => numbers[peer] = Interlocked.Increment(ref last);

    public void Gone(Bytes32 peer) => numbers.TryRemove(peer, out _);

    /// <summary>The number of the peer's connection; 0 without one.</summary>
    public long NumberOf(Bytes32 peer) => numbers.GetValueOrDefault(peer);
}
