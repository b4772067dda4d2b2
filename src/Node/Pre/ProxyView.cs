using HospitalChain.Crypto;

namespace HospitalChain.Node.Pre;

/// <summary>Who re-encrypts at this node. The registry chain says whether to believe it.</summary>
/// <param name="SealingKey">Hex of the key to which the halves are sealed.</param>
public sealed record ProxyView(Bytes32 ProxyKey, Bytes32 RegistryChainId, string SealingKey);
