using HospitalChain.Crypto;

namespace HospitalChain.Client.Keys;

/// <summary>How far a rotation is.</summary>
/// <param name="From">The keystore's epoch before.</param>
/// <param name="Epoch">Its epoch now.</param>
/// <param name="SigningKey">The key that takes over, or did.</param>
/// <param name="RecordId">The record that is on its way; null once it is in a block.</param>
/// <param name="IsDone">The chain and the keystore are both at the new epoch.</param>
/// <param name="Resumed">An earlier call had begun it.</param>
public sealed record RotationResult(uint From, uint Epoch, Bytes32 SigningKey, Bytes32? RecordId, bool IsDone, bool Resumed);
