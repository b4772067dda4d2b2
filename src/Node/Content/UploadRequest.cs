using HospitalChain.Crypto;

namespace HospitalChain.Node.Content;

/// <summary>Announces content: its SHA-256 and size as it will be stored.</summary>
public sealed record UploadRequest(Bytes32 Sha256, long SizeBytes);
