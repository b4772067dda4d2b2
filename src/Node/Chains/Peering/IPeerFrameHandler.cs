using HospitalChain.Crypto;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>
/// Another part of the node that speaks with peers in frames of its own. Its frame kind is made known by
/// <see cref="PeerFrameServices.AddPeerFrame"/>; its methods return at once and hand longer work to a queue of its own.
/// </summary>
public interface IPeerFrameHandler
{
    /// <summary>First byte of its frames.</summary>
    byte FrameType { get; }

    /// <summary>A frame came, within its kind's size.</summary>
    void Take(Bytes32 peer, ReadOnlyMemory<byte> payload);

    /// <summary>Frames can be sent to this peer from now on.</summary>
    void Connected(Bytes32 peer)
    {
    }

    /// <summary>The peer's connection ended.</summary>
    void Gone(Bytes32 peer)
    {
    }
}
