using HospitalChain.Crypto;

namespace HospitalChain.Client.Documents;

/// <summary>A document that this profile wrote or read.</summary>
public sealed record DocumentNote(Bytes32 RecordId, Bytes32 ChainId, Bytes32 FolderId, string MediaType, ulong SizeBytes, ulong CreatedMillis);
