using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>Content to be stored.</summary>
internal sealed record UploadOrder(Bytes32 Sha256, long SizeBytes);
