using HospitalChain.Crypto;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A folder's opening.</summary>
public readonly record struct FolderPlace(Bytes32 FolderId, Bytes32 Owner, Bytes32 RecordId, ulong Height);
