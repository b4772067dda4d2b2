using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Blocks;

/// <summary>The registry block at which a hospital's header judges registry facts; all zero on the registry chain.</summary>
/// <param name="Height">Height on the registry chain.</param>
/// <param name="HeaderHash">Hash of that header.</param>
public readonly record struct RegistryHead(ulong Height, Bytes32 HeaderHash);
