using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>Who re-encrypts at this node.</summary>
public sealed record ProxyInfo(Bytes32 ProxyKey);
