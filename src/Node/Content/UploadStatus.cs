using HospitalChain.Crypto;

namespace HospitalChain.Node.Content;

/// <summary>How far an upload is.</summary>
/// <param name="Offset">Bytes the store has; the next part starts here.</param>
/// <param name="Stored">All bytes are there, checked and durable.</param>
public sealed record UploadStatus(Bytes32 Sha256, long SizeBytes, long Offset, bool Stored);
