namespace HospitalChain.Crypto;

/// <summary>What streamed by; a hash that was not asked for is zero.</summary>
/// <param name="PlainBytes">Size of the plaintext.</param>
/// <param name="SealedBytes">Size of the ciphertext.</param>
/// <param name="PlainHash">SHA-256 of the plaintext.</param>
/// <param name="SealedHash">SHA-256 of the ciphertext: the content hash.</param>
public readonly record struct ContentSummary(long PlainBytes, long SealedBytes, Bytes32 PlainHash, Bytes32 SealedHash);
