using HospitalChain.Crypto;

namespace HospitalChain.Devnet.Day;

/// <summary>A diagnosis that was made.</summary>
/// <param name="Document">What was written.</param>
/// <param name="RecordId">The record that carries it.</param>
internal sealed record Made(Document Document, Bytes32 RecordId);
