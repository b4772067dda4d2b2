using HospitalChain.Crypto;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A document's record.</summary>
public readonly record struct DocumentPlace(Bytes32 RecordId, Bytes32 FolderId, ulong SizeBytes);
