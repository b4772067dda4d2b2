using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A chain that the check read, and up to which block.</summary>
public sealed record CheckedChain(Bytes32 ChainId, ulong Height);
