using HospitalChain.Crypto;

namespace HospitalChain.Client.Doctors;

/// <summary>A share the doctor asked for: which delegation key it has, for what. The key itself is derived, never stored.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="KeyIndex">Index of x_s in the keystore.</param>
/// <param name="ChainId">The visit's chain.</param>
/// <param name="Pid">PID of the visit.</param>
/// <param name="RecordId">The record asked for; null for the whole visit.</param>
/// <param name="UntilMillis">When it ends.</param>
public sealed record ShareNote(Bytes32 ShareId, uint KeyIndex, Bytes32 ChainId, byte[] Pid, Bytes32? RecordId, ulong UntilMillis);
