using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>A key of the state tree with its value.</summary>
/// <param name="Key">Made by <see cref="StateKey"/>.</param>
/// <param name="Value">The value's bytes; empty is a value too.</param>
public readonly record struct StateEntry(Bytes32 Key, ReadOnlyMemory<byte> Value);
