using HospitalChain.Crypto;

namespace HospitalChain.Node.Content;

/// <summary>Content as it stands in a store.</summary>
/// <param name="Sha256">The hash it stands under.</param>
/// <param name="SizeBytes">Its size there.</param>
public readonly record struct StoredContent(Bytes32 Sha256, long SizeBytes);
