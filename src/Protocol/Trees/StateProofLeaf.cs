using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>The leaf that a path through the state tree ended at.</summary>
/// <param name="Key">Its key: the one asked for, or another that begins with the same bits.</param>
/// <param name="ValueHash">SHA-256 of its value.</param>
public readonly record struct StateProofLeaf(Bytes32 Key, Bytes32 ValueHash);
