using HospitalChain.Crypto;

namespace HospitalChain.Node.Content.Checking;

/// <summary>A chain that a check read.</summary>
public sealed record CheckedChain(Bytes32 ChainId, ulong Height);
