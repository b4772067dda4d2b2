using HospitalChain.Crypto;

namespace HospitalChain.Node.Api;

/// <summary>The chains this node follows.</summary>
public interface ILedgers
{
    IReadOnlyList<ILedger> All { get; }

    ILedger? Find(Bytes32 chainId);

    /// <summary>The registry chain; null on a node that doesn't follow it.</summary>
    ILedger? Registry { get; }
}
