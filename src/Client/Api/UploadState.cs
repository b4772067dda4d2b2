using HospitalChain.Crypto;

namespace HospitalChain.Client.Api;

/// <summary>How much of an upload is there.</summary>
internal sealed record UploadState(Bytes32 Sha256, long SizeBytes, long Offset, bool Stored);
