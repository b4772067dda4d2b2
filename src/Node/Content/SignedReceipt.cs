using HospitalChain.Crypto;

namespace HospitalChain.Node.Content;

/// <summary>A signed RECEIPT: this node stores the content.</summary>
/// <param name="Store">Key that signed.</param>
public sealed record SignedReceipt(Bytes32 ChainId, Bytes32 Sha256, long SizeBytes, Bytes32 Context, long TimeMillis, Bytes32 Store, Signature64 Signature);
