using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>A chain as a node sees it.</summary>
public sealed record ChainStatus(
    Bytes32 ChainId, string Kind, string Role, ulong Height, Bytes32 HeadHash, ulong HeadTimeMillis, int Pending, long? NextBlockInMillis, ChainStop? Stopped);
